import type { Log } from '../../history/note-log.ts';

/** What one follower of all notes was told: each event must come once, and those of a note in order. */
export class Hearing {
  readonly wrong: string[] = [];
  readonly #who: string;
  readonly #heard = new Map<string, number>();

  constructor(who: string) {
    this.#who = who;
  }

  hear(noteId: string, version: number): void {
    const before = this.#heard.get(noteId) ?? 0;
    if (version !== before + 1) this.wrong.push(`${this.#who}: version ${version} of note ${noteId} after ${before}`);
    this.#heard.set(noteId, version);
  }

  /** What it has not been told yet. */
  missing(log: Log): string[] {
    return [...log.notes.values()].flatMap(({ id, versions }) => {
      const heard = this.#heard.get(id) ?? 0;
      return heard === versions.length ? [] : [`${this.#who}: ${heard} of ${versions.length} events of note ${id}`];
    });
  }
}
