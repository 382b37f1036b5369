import type { NoteEvent } from '@notes/client';
import { applyEvent } from './apply-event.ts';
import type { Knowledge } from './known.ts';

export type Applied = {
  readonly knowledge: Knowledge;
  /** Which notes are different now. */
  readonly changed: ReadonlySet<string>;
  /** Of which notes it is known only that they have changed: they must be read. */
  readonly unknown: ReadonlySet<string>;
};

/** Takes in events, of each note in order. What is known already is passed over, so events may come again. */
export function applyEvents(knowledge: Knowledge, events: readonly NoteEvent[]): Applied {
  const next = new Map(knowledge);
  const changed = new Set<string>();
  const unknown = new Set<string>();
  for (const event of events) {
    const { note_id: id, version } = event;
    const known = next.get(id);
    if (known !== undefined && known.version >= version) continue;
    const note = applyEvent(known?.note, event);
    next.set(id, { version, note });
    changed.add(id);
    if (note === undefined) unknown.add(id);
    else unknown.delete(id);
  }
  return { knowledge: changed.size === 0 ? knowledge : next, changed, unknown };
}
