import { Gauge } from 'prom-client';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** Shows on `/metrics` what `/readyz` does, without the reasons: those are there and in the log. */
export function showReadiness({ registry }: Metrics, readiness: Pick<Readiness, 'ready' | 'states'>): void {
  const registers = [registry];
  new Gauge({
    ...{ name: 'notes_ready', help: '1 if the process can serve, 0 if not: `/readyz` says why.', registers },
    collect() {
      this.set(readiness.ready ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'notes_check_ok', help: '1 if what is checked is ok, 0 if not: `/readyz` says why.', registers },
    labelNames: ['check'] as const,
    collect() {
      this.reset();
      for (const [check, { state }] of readiness.states()) this.set({ check }, state === 'ok' ? 1 : 0);
    },
  });
  new Gauge({
    ...{ name: 'notes_check_age_seconds', help: 'For how long what is checked has been ok, or not ok.', registers },
    labelNames: ['check'] as const,
    collect() {
      this.reset();
      for (const [check, { sinceMs }] of readiness.states()) this.set({ check }, (performance.now() - sinceMs) / 1000);
    },
  });
}
