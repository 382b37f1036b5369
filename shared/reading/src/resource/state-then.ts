import { type EventTable, isKnownType, type KnownEvent, type SubjectState } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import type { Pool } from 'pg';
import { type JournalRow, lastVersion, selectHistory } from '../journal.ts';
import type { Readable } from './readable.ts';

/** A point in a life: right after the nth event, or at a time (RFC 3339, UTC). */
export type Moment = { readonly version: number } | { readonly at: string };

const eventsAtOnce = 500;

/**
 * The state of a subject as it was, folded from its events; undefined if it did not exist then, or was deleted. The position is one
 * that the answer holds for: what is in the journal stays there, so the first statement's does, however many follow. Throws the
 * problem `note-blocked` if an event up to then is of a type that this software does not know.
 */
export async function readThen<State extends SubjectState>(
  { name, aggregate }: Pick<Readable<State>, 'name' | 'aggregate'>,
  pool: Pool,
  id: string,
  moment: Moment,
): Promise<{ readonly position: string; readonly state: State | undefined }> {
  const upTo = 'version' in moment ? moment.version : lastVersion;
  const until = 'at' in moment ? moment.at : 'infinity';
  let state: State | undefined;
  let position: string | undefined;
  let after = 0;
  for (;;) {
    const page = await selectHistory(pool, id, { after, upTo, until, limit: eventsAtOnce });
    position ??= page.position;
    for (const row of page.rows) {
      const event = toEvent(name, aggregate.events, id, row);
      after = event.version;
      // What was only fenced is absent still.
      if (state !== undefined || aggregate.events[event.type]?.effect !== 'fences')
        state = aggregate.evolve(state, event);
    }
    if (page.rows.length === eventsAtOnce) continue;
    const exists =
      state !== undefined && state.deleted_at === null && (!('version' in moment) || state.version === upTo);
    return { position, state: exists ? state : undefined };
  }
}

/** What an event has that a state is made of. */
function toEvent(
  name: string,
  events: EventTable,
  subject: string,
  [, , version, type, time, actor, data]: JournalRow,
): KnownEvent {
  if (!isKnownType(events, type))
    throw new ProblemError(
      'note-blocked',
      `Event ${version} of the ${name} is of the type ${type}, which this version of the software does not know.`,
    );
  return { subject, version, type, time, actor, data: JSON.parse(data) } as unknown as KnownEvent;
}
