import { throttledSeconds } from '@notes/log';
import { Counter } from 'prom-client';
import type { Metrics } from '../process/metrics.ts';

/** Shows how long Kafka's quotas hold this process back: what would otherwise look like slow brokers. */
export function showThrottling({ registry }: Metrics): void {
  new Counter({
    name: 'notes_kafka_throttled_seconds_total',
    help: 'For how long brokers have told this process to hold back, by their quotas.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(throttledSeconds());
    },
  });
}
