import type { Checkpoint } from '@notes/kernel';
import { type CheckpointRow, checkpointColumns, checkpointOfRow } from '@notes/service';
import type pg from 'pg';

/**
 * What a transaction sees once it holds its partitions: whose log the database follows, and the versions of the read model
 * to write, the live one first. Those that are being built are not among them.
 */
export type Locked = {
  readonly epoch: string | null;
  readonly readModels: readonly number[];
  readonly checkpoints: ReadonlyMap<number, Checkpoint>;
};

/** A client may wait for what so few records bring; more are of a projector that catches up. */
const few = 500;

/**
 * Begins a transaction and locks the checkpoints of the partitions, in one round trip. It waits for other holders, and sees
 * what they have committed. Always in the order of the partitions, so that two transactions cannot wait for each other.
 * What is sent on the connection in the same turn travels along, and sees the same.
 *
 * The read models are looked up by a statement that begins when the locks are held: a transaction that adds one to those that
 * are written, or takes one away, locks the whole table against us, so it has committed and is seen, or begins after us.
 *
 * `synchronous_commit` is off: whatever a crash of Postgres takes is applied again from the log. A holder that falls silent
 * mid-transaction (a paused process) is disconnected after ten seconds, for others wait for its locks.
 *
 * New entries of the search index (GIN) wait in a pending list, until the transaction that makes it too long sorts all of them
 * in. With Postgres' own limit, 4 MB, that took 31 to 72 ms every six seconds at 1,000 writes/s, in which nothing became
 * visible. So where there are few `records` to apply the list is kept short; where there are many, a long one costs less.
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
    checkpoints: new Map(checkpoints.rows.map((row) => [row.partition, checkpointOfRow(row)])),
  };
}

const lockCheckpoints = `
  select ${checkpointColumns} from checkpoints
  where partition = any($1::integer[]) order by partition for update`;

const lookUpModels = `
  select
    (select epoch from log_identity) as epoch,
    array(select version from read_models where state <> 'building' order by state <> 'live', version) as read_models`;

type ModelsRow = { epoch: string | null; read_models: number[] };

/** Gives each partition of the log a checkpoint at its beginning, where it has none. Set-up does so too. */
export async function addCheckpoints(pool: pg.Pool, partitions: number): Promise<void> {
  await pool.query(
    'insert into checkpoints (partition, position) select generate_series(0, $1::int - 1), -1 on conflict do nothing',
    [partitions],
  );
}

/** Says which families of events the holder of these partitions knows, without waiting for the next record. */
export async function sayFamilies(pool: pg.Pool, partitions: readonly number[], families: string): Promise<void> {
  await pool.query(
    'update checkpoints set families = $2, families_at = position where partition = any($1::integer[])',
    [partitions, families],
  );
}

/** The checkpoints of the partitions that this instance holds, as far as it knows: what heartbeats carry. */
export type HeldPartitions = {
  /** From now on these partitions are held, and no others. */
  hold(checkpoints: Iterable<Checkpoint>): void;
  /** Moves checkpoints; those of partitions that are no longer held are ignored. */
  move(checkpoints: Iterable<Checkpoint>): void;
  readonly checkpoints: readonly Checkpoint[];
};

export function createHeldPartitions(): HeldPartitions {
  const byPartition = new Map<number, Checkpoint>();
  return {
    hold(checkpoints) {
      byPartition.clear();
      for (const checkpoint of checkpoints) byPartition.set(checkpoint.partition, checkpoint);
    },
    move(checkpoints) {
      for (const checkpoint of checkpoints)
        if (byPartition.has(checkpoint.partition)) byPartition.set(checkpoint.partition, checkpoint);
    },
    get checkpoints() {
      return [...byPartition.values()];
    },
  };
}
