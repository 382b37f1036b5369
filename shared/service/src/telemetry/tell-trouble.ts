import { Outage } from '@notes/log';
import type { Logger } from '../process/logger.ts';

/** Told of every attempt to reach a server: undefined if it was reached, else why not. */
export type TellTrouble = (reason: string | undefined) => void;

/** Logs once when a server begins to fail, and once when it is there again. As warnings: nothing depends on it. */
export function tellTrouble(logger: Pick<Logger, 'info' | 'warn'>, what: string): TellTrouble {
  const outage = new Outage({
    onBegin: (reason) => logger.warn({ reason }, `${what}: failed, some are lost`),
    onEnd: (failures, seconds) => logger.info({ failures, seconds }, `${what}: succeeded`),
  });
  return (reason) => (reason === undefined ? outage.worked() : outage.failed(reason));
}
