import type { Next } from '@notes/kernel';
import type { Readiness, Resource } from '@notes/service';
import type { Pool } from 'pg';
import type { PartitionProgress } from './lag-ages.ts';
import type { LogEnds } from './log-ends.ts';
import type { LagView } from './read-model-metrics.ts';
import { selectProgress } from './status.ts';

type Options = {
  readonly pool: Pool;
  readonly logEnds: LogEnds;
  readonly readiness: Pick<Readiness, 'note'>;
  /** Shows the lag. */
  readonly lag: LagView;
  readonly everyMs?: number;
  /** How long the read model may stand still before that is shown. */
  readonly patienceMs?: number;
};

/**
 * Reports in the readiness check `read-model` that the read model stands still while the log moves. It only reports: otherwise
 * a projector that is stopped for a while would take all reads down, whose answers are stale, but carry their position. While
 * Postgres or Kafka is unavailable, nothing is known.
 */
export function watchStandstill({
  pool,
  logEnds,
  readiness,
  lag,
  everyMs = 2_000,
  patienceMs = 15_000,
}: Options): Resource {
  const standstill = new Standstill();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    const { applied } = await selectProgress(pool);
    const ends = await logEnds(applied.map(({ partition }) => partition));
    if (stopped) return;
    // The ends may be up to a second old; what is applied has been in the log.
    const progress = applied.flatMap((one) => {
      const end = ends?.get(one.partition);
      return end === undefined ? [] : [{ ...one, end: Math.max(one.next, end) }];
    });
    const nowMs = performance.now();
    lag.compared(applied, progress, nowMs);
    if (ends === undefined) return;
    const stillMs = standstill.look(progress, nowMs);
    const seconds = Math.round(stillMs / 1_000);
    readiness.note('read-model', stillMs < patienceMs ? 'ok' : `stands still for ${seconds} s while the log goes on`);
  }

  async function lookOnAndOn(): Promise<void> {
    await look().catch(() => lag.unknown());
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

/** Notices a read model that does not move although there is something to apply. */
export class Standstill {
  readonly #still = new Map<number, { readonly next: Next; readonly sinceMs: number }>();

  /** For how long the partition that has stood for longest stands still; 0: none does. `nowMs` is on the clock of `performance.now`. */
  look(progress: readonly PartitionProgress[], nowMs: number): number {
    let longestMs = 0;
    for (const { partition, next, end } of progress) {
      const before = this.#still.get(partition);
      if (next >= end) this.#still.delete(partition);
      else if (before?.next !== next) this.#still.set(partition, { next, sinceMs: nowMs });
      else longestMs = Math.max(longestMs, nowMs - before.sinceMs);
    }
    return longestMs;
  }
}
