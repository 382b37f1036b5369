import type { LogFn } from 'pino';
import type { Logger } from './logger.ts';
import { type Metrics, readAtScrape } from './metrics.ts';

const levels = ['warn', 'error', 'fatal'] as const;

/** From now on, counts what is logged at these levels, also where LOG_LEVEL keeps it from being written. */
export function countLines(logger: Pick<Logger, (typeof levels)[number]>, metrics: Metrics): void {
  const counts = new Map<string, number>(levels.map((level) => [level, 0]));
  for (const level of levels) {
    const write: LogFn = logger[level];
    logger[level] = ((...line: unknown[]) => {
      counts.set(level, (counts.get(level) ?? 0) + 1);
      Reflect.apply(write, logger, line);
    }) as LogFn;
  }
  const help = 'Lines logged at a level from warn on.';
  readAtScrape(metrics).counters('notes_log_lines_total', help, 'level', () => counts);
}
