import type { Task } from '@notes/feature-tasks/contract';
import type { Answer } from '../history/attempt.ts';
import type { Random } from '../load/random.ts';

type Known = { readonly id: string; readonly version: number | undefined };

const recentTasks = 40;

/** What the clients know of tasks from their answers, true or outdated. */
export class KnownTasks {
  readonly #recent: Known[] = [];
  readonly #holders = new Map<string, Known>();

  learn({ status, body }: Answer): void {
    if (status === 200 || status === 201)
      for (const task of (body as { tasks?: Task[] }).tasks ?? [body as Task]) this.#set(task);
  }

  /** The holder of a value as often as not, else one that was written lately: it may be in the bin. */
  pick(random: Random, value: string): Known | undefined {
    const holder = this.#holders.get(value);
    if (holder !== undefined && random.chance(0.6)) return holder;
    return this.#recent.length === 0 ? undefined : random.pick(this.#recent);
  }

  #set({ id, version, unique_title }: Task): void {
    const known = { id, version };
    if (unique_title !== null) this.#holders.set(unique_title, known);
    this.#recent.push(known);
    if (this.#recent.length > recentTasks) this.#recent.shift();
  }
}
