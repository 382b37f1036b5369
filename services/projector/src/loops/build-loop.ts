import { describeError, type Logger, type Resource } from '@notes/service';
import type pg from 'pg';
import { BuildDroppedError } from '../store/build-transaction.ts';
import { findBuild, recordBuildFailure, withBuildLock } from '../store/find-build.ts';
import { buildReadModel } from './build-read-model.ts';
import { repeat } from './repeat.ts';

type Options = {
  readonly pool: pg.Pool;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Aborted by the stop: a build then ends with the page in hand. */
  readonly signal: AbortSignal;
  readonly onStep: (version: number, events: number, remaining: number) => void;
};

const lookMs = 1000;

/**
 * Builds the version of the read model that is to be built, if there is one; of several projectors, one does.
 *
 * looking, once a second ──there is one, and nobody builds it──▶ building ──ready, dropped, failed or stopping──▶ looking
 *
 * A build that has failed is found again a second later and goes on with the page that failed; the reason is in the database.
 */
export function buildLoop(options: Options): Resource {
  const { pool, logger, signal } = options;
  let failed: string | undefined;

  const look = async (): Promise<void> => {
    let version: number | undefined;
    try {
      version = await findBuild(pool);
      if (version === undefined || signal.aborted) return;
      await build(options, version);
      failed = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const reason = describeError(error);
      if (error instanceof BuildDroppedError) logger.info({ version }, 'a read model was dropped while it was built');
      else if (reason !== failed) logger.warn({ version, reason }, 'building a read model failed and is tried again');
      failed = reason;
      if (version !== undefined) await recordBuildFailure(pool, version, reason).catch(() => undefined);
    }
  };
  return repeat('builds', lookMs, look);
}

async function build({ pool, logger, signal, onStep }: Options, version: number): Promise<void> {
  await withBuildLock(pool, async (client) => {
    logger.info({ version }, 'a read model is being built');
    await buildReadModel({
      ...{ version, client, pool, signal },
      onStep: (events, remaining) => onStep(version, events, remaining),
    });
    if (!signal.aborted) logger.info({ version }, 'a read model is built, and written from now on');
  });
}
