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
