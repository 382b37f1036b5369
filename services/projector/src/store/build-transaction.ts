import type pg from 'pg';

/** The version is no longer being built: it has been dropped. */
export class BuildDroppedError extends Error {
  constructor(version: number) {
    super(`version ${version} is not being built any more`);
    this.name = 'BuildDroppedError';
  }
}

/** What a transaction adds to the numbers of a build: events folded, and how many a second, lately. */
export type BuildStep = { readonly version: number; readonly events: number; readonly perSecond: number };

/**
 * Begins a transaction of a build. It waits for no lock long, for others would wait behind it. A crash of Postgres takes rows
 * and positions alike, so the commit need not wait for the disk.
 */
export async function beginBuildStep(client: pg.PoolClient): Promise<void> {
  await client.query("begin; set local synchronous_commit = off; set local lock_timeout = '1s'");
}

const divisionByZero = '22012';

/**
 * Takes note of what the transaction folds. From here to its end the version cannot be dropped. If it is not being built, this
 * rejects with a BuildDroppedError, and the transaction takes nothing more: what is asked behind it need not wait for the answer.
 */
export async function recordBuildStep(client: pg.PoolClient, step: BuildStep): Promise<void> {
  try {
    await client.query({
      name: 'record-build-step',
      text: `with step as (
          update read_models set events = events + $2, per_second = $3, failure = null
          where version = $1 and state = 'building' returning version
        ) select 1 / count(*) from step`,
      values: [step.version, step.events, step.perSecond],
    });
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === divisionByZero;
    throw isMissing ? new BuildDroppedError(step.version) : error;
  }
}
