import type { Task } from '@notes/features/tasks/contract';
import type { Random } from '../load/random.ts';
import type { TaskAttempt } from './task-command.ts';

export type Known = { readonly id: string; readonly version: number; readonly isLive: boolean };

const recentTasks = 40;

/** What the clients know of tasks from their answers, true or outdated. */
export class KnownTasks {
  readonly #recent = new Map<string, Known>();
  readonly #holders = new Map<string, Known>();

  learn({ answer, command: { intent } }: TaskAttempt): void {
    if (answer?.status === 200 || answer?.status === 201)
      for (const task of (answer.body as { tasks?: Task[] }).tasks ?? [answer.body as Task]) this.#learnTask(task);
    else if (answer?.status === 204 && intent.kind === 'delete')
      this.#learn({ id: intent.taskId, version: answer.version ?? 0, isLive: false });
    else if (answer?.status === 404 && intent.kind !== 'create') this.#forget(intent.taskId);
  }

  /** The last known holder of a value as often as not, else one that was written lately; undefined while there is none. */
  pick(random: Random, value: string): Known | undefined {
    const holder = this.#holders.get(value);
    if (holder !== undefined && random.chance(0.6)) return this.#recent.get(holder.id) ?? holder;
    return this.#recent.size === 0 ? undefined : random.pick([...this.#recent.values()]);
  }

  #learnTask({ id, version, unique_title }: Task): void {
    const known = { id, version, isLive: true };
    this.#learn(known);
    if (unique_title !== null) this.#holders.set(unique_title, known);
  }

  #learn(known: Known): void {
    this.#forget(known.id);
    this.#recent.set(known.id, known);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > recentTasks && oldest !== undefined) this.#recent.delete(oldest);
  }

  #forget(id: string): void {
    this.#recent.delete(id);
    for (const [value, holder] of this.#holders) if (holder.id === id) this.#holders.delete(value);
  }
}
