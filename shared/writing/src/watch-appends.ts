import { randomUUID } from 'node:crypto';
import { writeLogOpened } from '@notes/kernel';
import { type Appender, Outage, type Refusal, type Refusals } from '@notes/log';
import {
  describeError,
  type Logger,
  type LogIdentity,
  type Metrics,
  type Readiness,
  type Resource,
} from '@notes/service';
import { Gauge } from 'prom-client';

type Options = {
  readonly readiness: Pick<Readiness, 'set' | 'note'>;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'error'>;
  readonly metrics: Metrics;
  /** Appends something that changes nothing to a partition; rejects if it is refused. */
  readonly probe: (partition: number) => Promise<void>;
  readonly probeEveryMs?: number;
};

const check = 'appends';

/**
 * What is about single partitions, and the same for every instance: that a broker is away, or its disk is full. Writes to the other
 * partitions go on, and no balancer could send these anywhere else.
 */
const ofPartitions: ReadonlySet<Refusal['part']> = new Set(['replicas', 'disk']);

/**
 * Shows by readiness, log and metrics that brokers refuse appends for a reason that does not pass by itself, and which.
 *
 *   taken    an append is refused                                        → refused: not ready, unless it is about single partitions
 *   refused  now and then something without effect is appended to each partition that is refused, since nobody sends
 *            writes to who is not ready                                  → taken, once none is refused any more
 */
export function watchAppends(options: Options): Resource & { onRefusals(refused: Refusals): void } {
  const { readiness, logger, metrics, probe, probeEveryMs = 2_000 } = options;
  const outage = new Outage({
    onBegin: (reason) => logger.error({ reason }, 'the brokers refuse appends'),
    onEnd: (_, seconds) => logger.info({ seconds }, 'the brokers take appends again'),
  });
  let refused: Refusals = new Map();
  let timer: NodeJS.Timeout | undefined;
  new Gauge({
    name: 'notes_append_refused_partitions',
    help: 'Partitions that brokers refuse appends to for a reason that does not pass by itself, by what it is about.',
    labelNames: ['part'] as const,
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const { part } of refused.values()) this.inc({ part });
    },
  });
  readiness.set(check, 'ok');

  async function probeAll(): Promise<void> {
    for (const partition of refused.keys())
      await probe(partition).catch((error) => logger.debug({ reason: describeError(error) }, 'a probe was refused'));
    timer = refused.size === 0 ? undefined : setTimeout(() => void probeAll(), probeEveryMs);
  }

  return {
    name: 'appends',
    onRefusals(now) {
      refused = now;
      const refusals = [...now.values()];
      const worst = refusals.find(({ part }) => !ofPartitions.has(part)) ?? refusals[0];
      const state = worst === undefined ? 'ok' : `${worst.part}: ${worst.text}`;
      if (worst === undefined || !ofPartitions.has(worst.part)) readiness.set(check, state);
      else readiness.note(check, `partition ${[...now.keys()].join(', ')}: ${state}`);
      if (worst === undefined) return outage.worked();
      outage.failed(state);
      timer ??= setTimeout(() => void probeAll(), probeEveryMs);
    },
    start: async () => {},
    async stop() {
      clearTimeout(timer);
      refused = new Map();
      outage.forget();
    },
  };
}

/**
 * Appends to a partition what it begins with, once more: every reader skips it. Rejects with a LogError if that is refused;
 * does nothing while no log is followed.
 */
export async function probeAppend(
  appender: Pick<Appender, 'append'>,
  partition: number,
  log: LogIdentity | undefined,
): Promise<void> {
  if (log === undefined) return;
  const value = writeLogOpened({ id: randomUUID(), time: new Date().toISOString(), ...log });
  await appender.append(partition, [{ key: null, value: Buffer.from(value) }]);
}
