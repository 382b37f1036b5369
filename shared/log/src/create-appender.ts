import { type AppenderOptions, LeaderQueues } from './leader-queues.ts';
import type { LogConfig } from './log-config.ts';
import { LogError } from './log-error.ts';
import { type NewRecord, splitRecords, sumBytes } from './take-request.ts';

export type Appender = {
  /** Resolves once the cluster has answered. Rejects with a LogError; may be called again. */
  connect(): Promise<void>;
  /**
   * Appends records to one partition, in order, acknowledged by all in-sync replicas: together in one batch unless they
   * are more than one request may hold (500 records, 512 KiB), then in several, with other appends perhaps between.
   * Rejects with a LogError: `unavailable` or `refused` if certainly nothing was appended, `unknown` if some may have been,
   * `too-large`, `fatal`. Never tries again by itself.
   */
  append(partition: number, records: readonly NewRecord[]): Promise<void>;
  /** Takes nothing more, waits for what is under way for three seconds at most, and disconnects. */
  stop(): Promise<void>;
};

/** Appends over connections of its own: see LeaderQueues. */
export function createAppender(config: LogConfig, options: AppenderOptions): Appender {
  const queues = new LeaderQueues(config, options);
  let stopped = false;
  return {
    connect: () => queues.connect(),
    async append(partition, records) {
      let appended = 0;
      for (const part of splitRecords(records)) {
        try {
          if (stopped) throw new LogError('unavailable', 'the appender is stopped');
          await new Promise<void>((resolve, reject) => {
            queues.push({ partition, records: part, bytes: sumBytes(part), resolve, reject });
          });
        } catch (error) {
          if (appended === 0) throw error;
          throw new LogError(
            'unknown',
            `${appended} of ${records.length} records are appended; then: ${String(error)}`,
            error,
          );
        }
        appended += part.length;
      }
    },
    async stop() {
      stopped = true;
      await queues.stop();
    },
  };
}
