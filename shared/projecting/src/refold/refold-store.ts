import { familyOf, type RecordReader, writeEvent } from '@notes/kernel';
import type pg from 'pg';
import { arrayParameter } from '../array-parameter.ts';
import { beginAndLock, type Locked } from '../checkpoints.ts';
import { type EventRow, eventColumns, eventOfRow } from '../domain/journal.ts';
import { idsIn, type ReadModel, type SubjectIds, type SubjectRow } from '../domain/projection.ts';
import { type JournalledEvent, type Refolded, refoldSubjects, type StillFrozen } from '../domain/refold-subjects.ts';
import { loadRows } from '../load-subjects.ts';
import { withConnection } from '../with-connection.ts';
import { writeTables } from '../write-tables.ts';

/** How many subjects one transaction takes: the partition is held meanwhile. */
const subjectsAtOnce = 50;

/** How many subjects are frozen no more, and how many of those that were tried still are. */
export type RefoldResult = { readonly folded: number; readonly frozen: number };

/** The partitions that have frozen subjects which may be folded now: their type is known by now, or an operator has asked for it. */
export async function duePartitions(pool: pg.Pool, knownTypes: readonly string[]): Promise<number[]> {
  const { rows } = await pool.query<{ partition: number }>(
    `select partition from frozen where asked_at is not null
     union select partition from frozen where ${isKnownAndUntried('$1')} order by partition`,
    [knownTypes],
  );
  return rows.map(({ partition }) => partition);
}

const isKnownAndUntried = (types: string): string => `trouble is null and type = any(${types}::text[])`;

/**
 * Folds some of a partition's frozen subjects that are due, and returns the result; neither folded nor frozen: none is due.
 * What stays frozen is no longer due. In one transaction that holds the partition's checkpoint.
 * Throws what Postgres answers; nothing is changed then.
 */
export function refoldFrozen(
  readModel: ReadModel,
  pool: pg.Pool,
  partition: number,
  knownTypes: readonly string[],
): Promise<RefoldResult> {
  return withConnection(pool, async (client) => {
    const locked = await beginAndLock(client, [partition], subjectsAtOnce);
    const due = await dueSubjects(client, partition, knownTypes);
    const ids = [...due.values()].flatMap((some) => [...some]);
    const refolded = await refold(readModel, client, locked, due, ids);
    if (ids.length > 0) await writeRefolded(client, ids, refolded);
    await client.query('commit');
    return { folded: ids.length - refolded.frozen.size, frozen: refolded.frozen.size };
  });
}

async function dueSubjects(
  client: pg.PoolClient,
  partition: number,
  knownTypes: readonly string[],
): Promise<SubjectIds> {
  const { rows } = await client.query<{ subject: string; type: string }>(
    `select subject, type from frozen
     where partition = $1 and (asked_at is not null or ${isKnownAndUntried('$2')}) limit ${subjectsAtOnce}`,
    [partition, knownTypes],
  );
  const due = new Map<string, Set<string>>();
  for (const { subject, type } of rows) idsIn(due, familyOf(type)).add(subject);
  return due;
}

async function refold(
  readModel: ReadModel,
  client: pg.PoolClient,
  { readModels: versions }: Locked,
  due: SubjectIds,
  ids: readonly string[],
): Promise<Refolded> {
  const readModels = new Map<number, ReadonlyMap<string, SubjectRow>>();
  for (const version of versions) readModels.set(version, await loadRows(readModel, client, version, due));
  const oldest = (id: string): number =>
    Math.min(...[...readModels.values()].map((rows) => rows.get(id)?.state.version ?? 0));
  const after = ids.map((subject) => ({ subject, version: oldest(subject) }));
  const events = await loadJournalled(readModel, client, after);
  return refoldSubjects(readModel, { readModels, events });
}

async function writeRefolded(client: pg.PoolClient, ids: readonly string[], refolded: Refolded): Promise<void> {
  const writes = [...refolded.readModels].flatMap(([version, { tables }]) =>
    tables.map((rows) => ({ ...rows, schema: `rm_${version}` })),
  );
  await writeTables(client, writes);
  const frozen = [...refolded.frozen.values()];
  const folded = ids.filter((id) => !refolded.frozen.has(id));
  await client.query('delete from frozen where subject = any($1::uuid[])', [folded]);
  await client.query(
    `update frozen
     set pos = still.pos, type = still.type, trouble = still.trouble, asked_at = null, tried_at = clock_timestamp()
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as still(subject, pos, type, trouble)
     where frozen.subject = still.subject`,
    stillFrozenColumns(frozen),
  );
}

const stillFrozenColumns = (frozen: readonly StillFrozen[]): (Buffer | string)[] => [
  arrayParameter('uuid', frozen, ({ subject }) => subject),
  arrayParameter('bigint', frozen, ({ pos }) => pos),
  arrayParameter('text', frozen, ({ type }) => type),
  arrayParameter('text', frozen, ({ trouble }) => trouble?.replaceAll('\u0000', '\\u0000') ?? null),
];

/** Beyond this many they are not counted one by one. */
const maxCounted = 100_000;

/** How many subjects are frozen; at most 100,000 are counted. */
export async function countFrozen(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ total: number }>(
    `select count(*) as total from (select from frozen limit ${maxCounted}) as counted`,
  );
  return rows[0]?.total ?? 0;
}

/** A subject whose events are to be loaded, and the version after which they begin. */
type After = { readonly subject: string; readonly version: number };

/**
 * Loads the events of subjects after given versions, one subject after another, in order, and reads each as this software reads a record of the
 * log: what was taken on trust when its type was unknown is judged now.
 */
export async function loadJournalled(
  { records }: ReadModel,
  client: pg.PoolClient,
  wanted: readonly After[],
): Promise<JournalledEvent[]> {
  const { rows } = await client.query<Row>({
    name: 'load-journalled',
    text: sql,
    values: [wanted.map(({ subject }) => subject), wanted.map(({ version }) => version)],
  });
  return rows.map((row) => toJournalled(records, row));
}

/** Each subject by itself, by the index that has its versions in order: it may have any number of events. */
const sql = `
  select event.* from unnest($1::uuid[], $2::int[]) as wanted(id, after)
  cross join lateral (
    select partition, pos, ${eventColumns}, (
      select event_id from journal_entries as before where subject = here.subject and version < here.version
      order by version desc limit 1
    ) as previous
    from journal_entries as here where subject = wanted.id and version > wanted.after order by version offset 0
  ) as event
  order by subject, version`;

type Row = EventRow & { readonly partition: number; readonly pos: number; readonly previous: string | null };

function toJournalled(records: RecordReader, row: Row): JournalledEvent {
  const { partition, pos } = row;
  const event = eventOfRow(row, row.previous ?? undefined);
  const reading = records.read(Buffer.from(event.subject), Buffer.from(writeEvent(event)));
  if (reading.kind === 'event') return { partition, pos, event: reading.event };
  return { partition, pos, event, trouble: reading.kind === 'malformed' ? reading.reason : reading.kind };
}
