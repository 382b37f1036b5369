import { getHeapStatistics } from 'node:v8';
import underPressure, { TYPE_EVENT_LOOP_DELAY } from '@fastify/under-pressure';
import { Counter } from 'prom-client';
import { ProblemError } from '../problem-error.ts';
import type { Metrics } from '../process/metrics.ts';
import type { Readiness } from '../process/readiness.ts';
import type { HttpApp } from './http-app.ts';
import { isHidden } from './http-app.ts';

/** From where on a process is overloaded. Both are looked at every `sampleMs`. */
export type LoadLimits = {
  /** How late the event loop may be, on average over a sample. */
  readonly loopDelayMs: number;
  readonly heapBytes: number;
  readonly sampleMs: number;
};

/**
 * How busy a process is says nothing, since a core in full use is what it is there for; how long whoever comes has to wait does. Where
 * the loop is a second late on average, callers wait for several of its turns and soon give up, and what is done for them is done for
 * nobody. Near the end of its heap a process does little but collect garbage.
 */
export const defaultLoadLimits: LoadLimits = {
  loopDelayMs: 1_000,
  heapBytes: 0.95 * getHeapStatistics().heap_size_limit,
  sampleMs: 1_000,
};

/**
 * How long the loop's lateness is not looked at once the process is ready, in samples: one began before, and is believed until the next
 * one is over. Starting is work that holds the loop, and says nothing of what callers ask.
 */
const settlingSamples = 3;

/**
 * Answers `overloaded` at once while the process cannot keep up, before anything is done for the request. Probes and metrics
 * are answered all the same: an overloaded process is alive, and somebody must be able to see why it refuses.
 */
export async function shedLoad(
  app: HttpApp,
  { registry }: Metrics,
  readiness: Readiness,
  limits: LoadLimits,
): Promise<void> {
  const shed = new Counter({
    name: 'http_requests_shed_total',
    help: 'Requests refused because the process was overloaded, by what was short.',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  const late = shed.labels({ reason: 'event-loop' });
  const full = shed.labels({ reason: 'heap' });
  for (const each of [late, full]) each.inc(0);
  const madeAtMs = performance.now();
  const hasSettled = (): boolean => {
    const sinceMs = readiness.firstReadyAtMs ?? (readiness.ready ? madeAtMs : Number.POSITIVE_INFINITY);
    return performance.now() - sinceMs > settlingSamples * limits.sampleMs;
  };
  await app.register(underPressure, {
    maxEventLoopDelay: limits.loopDelayMs,
    maxHeapUsedBytes: limits.heapBytes,
    sampleInterval: limits.sampleMs,
    pressureHandler: (request, _reply, type) => {
      if (isHidden(request.routeOptions)) return;
      if (type === TYPE_EVENT_LOOP_DELAY && !hasSettled()) return;
      (type === TYPE_EVENT_LOOP_DELAY ? late : full).inc();
      throw new ProblemError('overloaded', 'More is asked of this process than it can do. Nothing was done.');
    },
  });
}
