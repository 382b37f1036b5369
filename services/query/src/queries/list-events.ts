import { shortType } from '@notes/contracts';
import { eventPosition } from '@notes/kernel';
import type { Pool } from 'pg';
import { openCursor, sealCursor } from '../paging/cursor.ts';
import { cursorRefused } from '../paging/cursor-refused.ts';
import { type JournalRow, lastVersion, selectHistory } from '../sql/select-history.ts';

export type EventsRequest = { readonly noteId: string; readonly limit: number; readonly cursor: string | undefined };

export type EventsPage = {
  readonly position: string;
  /** Each as JSON; undefined: there is no such note, and never was. */
  readonly events: readonly string[] | undefined;
  readonly next: string | undefined;
};

/** One page of a note's history. Throws the problem `invalid` for a cursor that this history has not given out. */
export async function listEvents(pool: Pool, { noteId, limit, cursor }: EventsRequest): Promise<EventsPage> {
  const scope = `events ${noteId}`;
  const opened = cursor === undefined ? undefined : openCursor(cursor);
  const after = opened === undefined ? 0 : opened.values[0];
  if ((cursor !== undefined && opened === undefined) || !isVersion(after)) throw cursorRefused();
  const bounds = { after, upTo: lastVersion, until: 'infinity', limit: limit + 1 };
  const { position, rows } = await selectHistory(pool, noteId, bounds);
  if (opened?.isSealed(position, scope) === false) throw cursorRefused();
  if (rows.length === 0 && cursor === undefined) return { position, events: undefined, next: undefined };
  const epoch = position.slice(0, position.indexOf(':'));
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const next = last && sealCursor(position, scope, [last[2]]);
  return { position, events: shown.map((row) => eventText(epoch, noteId, row)), next };
}

const isVersion = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= lastVersion;

function eventText(epoch: string, note_id: string, row: JournalRow): string {
  const [partition, pos, version, type, time, actor, data] = row;
  const known = JSON.stringify({ note_id, version, type: shortType(type), time, actor });
  return `${known.slice(0, -1)},"data":${data},"position":"${eventPosition(epoch, partition, pos)}"}`;
}
