import type { AnyNote } from './any-note.ts';

/** What is known of a note: that it has come to a version, and mostly also what it is then. */
type Known = { readonly version: number; readonly note?: AnyNote | undefined };

export type Knowledge = ReadonlyMap<string, Known>;

/**
 * Takes in notes that were read. What is known already and newer stays, so answers may come late and in any order. Tells which notes are
 * different now.
 */
export function learnNotes(
  knowledge: Knowledge,
  notes: readonly AnyNote[],
): { knowledge: Knowledge; changed: Set<string> } {
  const changed = new Set<string>();
  const next = new Map(knowledge);
  for (const note of notes) {
    const known = next.get(note.id);
    const isNews = known === undefined || known.version < note.version || isFirstContent(known, note);
    if (!isNews) continue;
    next.set(note.id, { version: note.version, note });
    changed.add(note.id);
  }
  return { knowledge: changed.size === 0 ? knowledge : next, changed };
}

const isFirstContent = (known: Known, note: AnyNote): boolean =>
  known.note === undefined && known.version === note.version;
