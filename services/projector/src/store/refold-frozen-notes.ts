import type pg from 'pg';
import type { NoteRow } from '../domain/projections/notes.ts';
import { type Refolded, refoldNotes, type StillFrozen } from '../domain/refold-notes.ts';
import { plainArray, textArray } from './array-literal.ts';
import { loadJournalled } from './load-journalled.ts';
import { loadRows } from './load-rows.ts';
import { beginAndLock, type Locked } from './lock-checkpoints.ts';
import { withConnection } from './with-connection.ts';
import { writeTables } from './write-tables.ts';

/** How many notes one transaction takes: the partition is held meanwhile. */
const notesAtOnce = 50;

/** Notes that are frozen no more, and how many of those that were tried still are. */
export type RefoldResult = { readonly folded: number; readonly frozen: number };

/** The partitions that have frozen notes which may be folded now: their type is known by now, or somebody has asked. */
export async function duePartitions(pool: pg.Pool, knownTypes: readonly string[]): Promise<number[]> {
  const { rows } = await pool.query<{ partition: number }>(
    `select partition from frozen_notes where asked_at is not null
     union select partition from frozen_notes where ${isKnownAndUntried('$1')} order by partition`,
    [knownTypes],
  );
  return rows.map(({ partition }) => partition);
}

const isKnownAndUntried = (types: string): string => `trouble is null and type = any(${types}::text[])`;

/**
 * Folds some of a partition's frozen notes that are due, and answers how it went; neither folded nor frozen: none is due.
 * What stays frozen is no longer due. In one transaction that holds the partition's checkpoint.
 * Throws what Postgres answers; nothing is changed then.
 */
export function refoldFrozenNotes(
  pool: pg.Pool,
  partition: number,
  knownTypes: readonly string[],
): Promise<RefoldResult> {
  return withConnection(pool, async (client) => {
    const locked = await beginAndLock(client, [partition], notesAtOnce);
    const ids = await dueNotes(client, partition, knownTypes);
    const refolded = await refold(client, locked, ids);
    if (ids.length > 0) await writeRefolded(client, ids, refolded);
    await client.query('commit');
    return { folded: ids.length - refolded.frozen.size, frozen: refolded.frozen.size };
  });
}

async function dueNotes(client: pg.PoolClient, partition: number, knownTypes: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ note_id: string }>(
    `select note_id from frozen_notes
     where partition = $1 and (asked_at is not null or ${isKnownAndUntried('$2')}) limit ${notesAtOnce}`,
    [partition, knownTypes],
  );
  return rows.map(({ note_id }) => note_id);
}

async function refold(client: pg.PoolClient, { readModels: versions }: Locked, ids: readonly string[]) {
  const readModels = new Map<number, ReadonlyMap<string, NoteRow>>();
  for (const version of versions) readModels.set(version, await loadRows(client, version, ids));
  const oldest = (noteId: string): number =>
    Math.min(...[...readModels.values()].map((rows) => rows.get(noteId)?.state.version ?? 0));
  const events = await loadJournalled(
    client,
    ids.map((noteId) => ({ noteId, version: oldest(noteId) })),
  );
  return refoldNotes({ readModels, events });
}

async function writeRefolded(client: pg.PoolClient, ids: readonly string[], refolded: Refolded): Promise<void> {
  const writes = [...refolded.readModels].flatMap(([version, { tables }]) =>
    tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
  );
  await writeTables(client, writes);
  const frozen = [...refolded.frozen.values()];
  const folded = ids.filter((id) => !refolded.frozen.has(id));
  await client.query('delete from frozen_notes where note_id = any($1::uuid[])', [folded]);
  await client.query(
    `update frozen_notes
     set pos = still.pos, type = still.type, trouble = still.trouble, asked_at = null, tried_at = clock_timestamp()
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as still(note_id, pos, type, trouble)
     where frozen_notes.note_id = still.note_id`,
    stillFrozenColumns(frozen),
  );
}

const stillFrozenColumns = (frozen: readonly StillFrozen[]): string[] => [
  plainArray(frozen, ({ noteId }) => noteId),
  plainArray(frozen, ({ pos }) => pos),
  textArray(frozen, ({ type }) => type),
  textArray(frozen, ({ trouble }) => trouble?.replaceAll('\u0000', '\\u0000') ?? null),
];

/** Beyond this many they are not counted one by one. */
const maxCounted = 100_000;

/** How many notes are frozen; at most 100,000 are counted. */
export async function countFrozenNotes(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(
    `select count(*) as total from (select from frozen_notes limit ${maxCounted}) as counted`,
  );
  return rows[0]?.total ?? 0;
}
