import type pg from 'pg';

/** This process no longer builds the version: it was dropped, or another process has taken the lease. */
export class BuildLostError extends Error {
  constructor(version: number) {
    super(`version ${version} is no longer built by this process`);
    this.name = 'BuildLostError';
  }
}

/** The lease of a build: `builder` identifies the process, and is a UUID. */
export type BuildLease = { readonly version: number; readonly builder: string };

/** What a transaction adds to the numbers of a build: events folded, and the present rate, if it is known. */
export type BuildStep = BuildLease & { readonly events: number; readonly perSecond?: number };

/** From one step of a build to the next. Past that the builder is taken for dead, and another process goes on. */
export const leaseSeconds = 10;

/**
 * Begins a transaction of a build. It waits for no lock long, since others would wait behind it, and a process that pauses in
 * the middle is thrown out. A crash of Postgres takes rows and positions alike, so the commit need not wait for the disk.
 */
export async function beginBuildStep(client: pg.PoolClient): Promise<void> {
  await client.query(`begin; set local synchronous_commit = off; set local lock_timeout = '1s';
    set local idle_in_transaction_session_timeout = '${leaseSeconds}s'`);
}

const divisionByZero = '22012';

/**
 * Renews the lease and records what the transaction folds. From here to its end the version cannot be dropped or taken over. If
 * the lease is lost this rejects with a BuildLostError, and the transaction takes nothing more: what is sent behind it need not
 * wait for the answer.
 */
export async function recordBuildStep(client: pg.PoolClient, step: BuildStep): Promise<void> {
  try {
    await client.query({
      name: 'record-build-step',
      text: `with step as (
          update read_models set events = events + $3, per_second = coalesce($4, per_second), failure = null,
            leased_until = clock_timestamp() + interval '${leaseSeconds} seconds'
          where version = $1 and state = 'building' and builder = $2 and ${noOlderBuilder} returning version
        ) select 1 / count(*) from step`,
      values: [step.version, step.builder, step.events, step.perSecond ?? null],
    });
  } catch (error) {
    const isLost = error instanceof Error && 'code' in error && error.code === divisionByZero;
    throw isLost ? new BuildLostError(step.version) : error;
  }
}

/** Software before the lease held this lock for its session while it built; during a roll-out both may run. */
export const noOlderBuilder = "pg_try_advisory_xact_lock(hashtextextended('notes.read-model-build', 0))";

const patienceMs = 24 * 3_600_000;

/**
 * Gives a version that is being built the indexes of the live one, and the planner its first look at it. May take long: by
 * one process of Postgres alone, so that reads keep the others, and ended soon after we are gone.
 */
export async function indexBuild(client: pg.PoolClient, lease: BuildLease): Promise<void> {
  await client.query(`begin; set local synchronous_commit = off; set local statement_timeout = 0;
    set local max_parallel_maintenance_workers = 0; set local maintenance_work_mem = '256MB';
    set local client_connection_check_interval = '1s';
    set local idle_in_transaction_session_timeout = '${leaseSeconds}s'`);
  await recordBuildStep(client, { ...lease, events: 0 });
  // The driver has a limit of its own, for answers that never come.
  const { version } = lease;
  const patience = { query_timeout: patienceMs };
  const patiently = (text: string) => client.query({ ...patience, text });
  await patiently(`select index_read_model(${version})`);
  const { rows } = await client.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'rm_${version}'`,
  );
  for (const { tablename } of rows) await patiently(`analyze rm_${version}."${tablename}"`);
  // The lease may have run out meanwhile; no other process could take it, since this transaction holds its row.
  await recordBuildStep(client, { ...lease, events: 0 });
  await client.query('commit');
}

/**
 * Takes the lease of the version that is to be built and returns the version; undefined if there is none, or another process
 * holds its lease, or is in the middle of a transaction of the build.
 */
export async function claimBuild(pool: pg.Pool, builder: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ version: number }>(
    `update read_models set builder = $1, leased_until = clock_timestamp() + interval '${leaseSeconds} seconds'
    where version = (
      select version from read_models
      where state = 'building' and (builder is null or builder = $1 or leased_until < now())
      limit 1 for update skip locked
    ) and ${noOlderBuilder}
    returning version`,
    [builder],
  );
  return rows[0]?.version;
}

/** Gives the lease back, so that the next process need not wait for its end. */
export async function releaseBuild(pool: pg.Pool, builder: string): Promise<void> {
  await pool.query('update read_models set builder = null, leased_until = null where builder = $1', [builder]);
}

/** Records in the database why a build does not go on, for those who wait for it. */
export async function recordBuildFailure(pool: pg.Pool, version: number, failure: string): Promise<void> {
  await pool.query("update read_models set failure = $2 where version = $1 and state = 'building'", [version, failure]);
}

/** The position that a build has come to, by partition. */
export async function readBuildPositions(client: pg.PoolClient, version: number): Promise<Map<number, number>> {
  const { rows } = await client.query<{ partition: number; pos: number }>(
    'select partition, pos from read_model_positions where version = $1',
    [version],
  );
  return new Map(rows.map(({ partition, pos }) => [partition, pos]));
}
