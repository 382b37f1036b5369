import type pg from 'pg';
import type { Checkpoint } from '../domain/checkpoint.ts';

/**
 * What a transaction sees once it holds its partitions: whose log the database follows, and the versions of the read model
 * to write, the live one first. Those that are being built are not among them.
 */
export type Locked = {
  readonly epoch: string | null;
  readonly readModels: readonly number[];
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
};

/** Somebody may wait for what so few records bring; more are of a projector that catches up. */
const few = 500;

/**
 * Begins a transaction and locks the checkpoints of the partitions, in one round trip. Whoever else holds one is waited
 * for, and what it has committed is seen. Always in the order of the partitions, so that two cannot wait for each other.
 * What is asked on the connection in the same turn travels along, and sees the same.
 *
 * The read models are looked up by a statement that begins when the locks are held: whoever adds one to those that are
 * written, or takes one away, locks the whole table against us, so it has committed and is seen, or begins after us.
 *
 * `synchronous_commit` is off: the log gives again whatever a crash of Postgres takes. A holder that falls silent
 * mid-transaction (a paused process) is thrown out after ten seconds, for others wait for its locks.
 *
 * What is new to the search index waits in a list, until whoever makes it too long sorts all of it in. With Postgres' own limit,
 * 4 MB, that took 31 to 72 ms every six seconds at 1,000 writes/s, in which nothing became visible. So where there are few
 * `records` to apply the list is kept short; where there are many, a long one costs less.
 */
export async function beginAndLock(
  client: pg.PoolClient,
  partitions: readonly number[],
  records: number,
): Promise<Locked> {
  const [, checkpoints, models] = await Promise.all([
    client.query(`
      begin isolation level read committed;
      set local synchronous_commit = off;
      set local idle_in_transaction_session_timeout = '10s';
      ${records < few ? "set local gin_pending_list_limit = '64kB'" : ''}`),
    client.query<CheckpointRow>({ name: 'lock-checkpoints', text: lockCheckpoints, values: [partitions] }),
    client.query<ModelsRow>({ name: 'look-up-models', text: lookUpModels }),
  ]);
  const [found] = models.rows;
  return {
    epoch: found?.epoch ?? null,
    readModels: found?.read_models ?? [],
    checkpoints: new Map(checkpoints.rows.map((row) => [row.partition, toCheckpoint(row)])),
  };
}

const lockCheckpoints = `
  select partition, position, record_id, journal_pos from checkpoints
  where partition = any($1::integer[]) order by partition for update`;

const lookUpModels = `
  select
    (select epoch from log_identity) as epoch,
    array(select version from read_models where state <> 'building' order by state <> 'live', version) as read_models`;

type ModelsRow = { epoch: string | null; read_models: number[] };

/** A row of the checkpoints, as the pool gives it. */
export type CheckpointRow = {
  partition: number;
  position: number;
  record_id: string | null;
  journal_pos: number | null;
};

export const toCheckpoint = (row: CheckpointRow): Checkpoint => ({
  partition: row.partition,
  position: row.position,
  recordId: row.record_id,
  journalPos: row.journal_pos,
});
