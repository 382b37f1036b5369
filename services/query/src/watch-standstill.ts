import type { Readiness, Resource } from '@notes/service';
import type { Pool } from 'pg';
import { Standstill } from './domain/standstill.ts';
import type { LogEnds } from './queries/log-ends.ts';
import { selectProgress } from './sql/select-progress.ts';

type Options = {
  readonly pool: Pool;
  readonly logEnds: LogEnds;
  readonly readiness: Pick<Readiness, 'note'>;
  readonly everyMs?: number;
  /** How long the read model may stand still before that is shown. */
  readonly patienceMs?: number;
};

/**
 * Shows as `read-model` that it stands still while the log moves. Not more than shows: a projector that is stopped for a while would
 * take all reads down with it, when what they answer is old, and says so by its position. With Postgres or Kafka away nothing is known.
 */
export function watchStandstill({ pool, logEnds, readiness, everyMs = 2_000, patienceMs = 15_000 }: Options): Resource {
  const standstill = new Standstill();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const { applied } = await selectProgress(pool);
    const ends = await logEnds(applied.map(({ partition }) => partition));
    if (ends === undefined || stopped) return;
    const progress = applied.map((one) => ({ ...one, end: ends.get(one.partition) ?? 0 }));
    const stillMs = standstill.look(progress, performance.now());
    const seconds = Math.round(stillMs / 1_000);
    readiness.note('read-model', stillMs < patienceMs ? 'ok' : `stands still for ${seconds} s while the log goes on`);
  }

  async function lookOnAndOn(): Promise<void> {
    await look().catch(() => {});
    if (!stopped) timer = setTimeout(() => void lookOnAndOn(), everyMs);
  }

  return {
    name: 'standstill',
    async start() {
      void lookOnAndOn();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
