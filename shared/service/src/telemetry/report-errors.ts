import type { LogFn } from 'pino';
import { describeError } from '../process/keep-trying.ts';
import type { Logger } from '../process/logger.ts';

/** An error as it was logged. Nothing else of the line is reported: it may hold notes or names. */
export type ErrorReport = {
  readonly error: Error;
  readonly level: 'error' | 'fatal';
  /** The words of the log line. */
  readonly message: string | undefined;
  readonly requestId: string | undefined;
};

/**
 * From now on, hands over every error that is logged at level error or fatal as `err`, also where LOG_LEVEL keeps it from being
 * written. All unexpected errors are logged so: answers of 500, uncaught errors, and loops that have failed.
 */
export function reportErrors(logger: Logger, report: (error: ErrorReport) => void): void {
  for (const level of ['error', 'fatal'] as const) {
    const write: LogFn = logger[level];
    logger[level] = ((...line: unknown[]) => {
      Reflect.apply(write, logger, line);
      const found = readLine(line, level);
      if (found !== undefined) report(found);
    }) as LogFn;
  }
  // A child has methods of its own.
  logger.onChild = (child) => reportErrors(child as Logger, report);
}

function readLine([what, text]: readonly unknown[], level: ErrorReport['level']): ErrorReport | undefined {
  if (typeof what !== 'object' || what === null) return undefined;
  const { err, requestId } = (what instanceof Error ? { err: what } : what) as { err?: unknown; requestId?: unknown };
  if (err === undefined || err === null) return undefined;
  return {
    // Of anything thrown that is no error only its description: the whole of it might be anything.
    error: err instanceof Error ? err : new Error(describeError(err)),
    level,
    message: typeof text === 'string' ? text : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}
