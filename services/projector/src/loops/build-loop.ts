import { randomUUID } from 'node:crypto';
import { describeError, type Logger, type Resource } from '@notes/service';
import type pg from 'pg';
import { BuildLostError } from '../store/build-transaction.ts';
import { claimBuild, recordBuildFailure, releaseBuild } from '../store/find-build.ts';
import { withConnection } from '../store/with-connection.ts';
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
 * Builds the version of the read model that is to be built, if there is one; of several projectors, the one with the lease does.
 *
 * looking, once a second ──there is one, and its lease is free──▶ building ──ready, lost, failed or stopping──▶ looking
 *
 * A build that has failed is found again a second later and goes on with the page that failed; the reason is in the database.
 * The build of a process that was killed goes on elsewhere when its lease has run out.
 */
export function buildLoop(options: Options): Resource {
  const { pool, logger, signal } = options;
  const builder = randomUUID();
  let failed: string | undefined;

  const look = async (): Promise<void> => {
    let version: number | undefined;
    try {
      version = await claimBuild(pool, builder);
      if (version === undefined || signal.aborted) return;
      await build(options, version, builder);
      failed = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const reason = describeError(error);
      if (error instanceof BuildLostError)
        logger.info({ version }, 'a read model was dropped, or taken over by another projector, while it was built');
      else if (reason !== failed) logger.warn({ version, reason }, 'building a read model failed and is tried again');
      failed = reason;
      if (version !== undefined) await recordBuildFailure(pool, version, reason).catch(() => undefined);
    } finally {
      if (version !== undefined) await releaseBuild(pool, builder).catch(() => undefined);
    }
  };
  return repeat('builds', lookMs, look);
}

async function build({ pool, logger, signal, onStep }: Options, version: number, builder: string): Promise<void> {
  logger.info({ version }, 'a read model is being built');
  await withConnection(pool, (client) =>
    buildReadModel({
      ...{ version, builder, client, pool, signal },
      onStep: (events, remaining) => onStep(version, events, remaining),
    }),
  );
  if (!signal.aborted) logger.info({ version }, 'a read model is built, and written from now on');
}
