import type { Note } from '@notes/features/notes/contract';
import type { Answer } from '../history/attempt.ts';
import type { Random } from './random.ts';

export type Known = { readonly id: string; version: number; note: Note | undefined };

const hotNotes = 4;

/** What the clients have heard of notes, true or outdated: the first few are hot, all others cold. */
export class KnownNotes {
  readonly #all: Known[] = [];
  readonly #byId = new Map<string, Known>();
  #newest: Known | undefined;

  get count(): number {
    return this.#all.length;
  }

  hear({ body, status, version }: Answer, noteId?: string): void {
    if (status === 201) for (const note of (body as { notes?: Note[] }).notes ?? [body as Note]) this.#set(note);
    else if (status === 200) this.#set(body as Note);
    else if (status === 412) {
      const { current } = body as { current?: Note };
      if (current !== undefined) this.#set(current);
    } else if (status === 204 && noteId !== undefined && version !== undefined) {
      const known = this.#byId.get(noteId);
      if (known !== undefined) Object.assign(known, { version: Math.max(known.version, version) });
      this.#newest = known;
    }
  }

  /**
   * One that was changed just now, since whoever asks another instance at once finds out whether that one knows; else a hot one
   * as often as not; sometimes one that does not exist.
   */
  pick(random: Random): Known {
    if (random.chance(0.01)) return { id: `00000000-0000-4000-8000-${random.hex(12)}`, version: 1, note: undefined };
    if (this.#newest !== undefined && random.chance(0.4)) return this.#newest;
    const hot = random.chance(0.5);
    return random.pick(hot ? this.#all.slice(0, hotNotes) : this.#all);
  }

  #set(note: Note): void {
    const known = this.#byId.get(note.id);
    if (known === undefined) {
      const added = { id: note.id, version: note.version, note };
      this.#byId.set(note.id, added);
      this.#all.push(added);
      this.#newest = added;
    } else if (note.version >= known.version) {
      this.#newest = Object.assign(known, { version: note.version, note });
    }
  }
}
