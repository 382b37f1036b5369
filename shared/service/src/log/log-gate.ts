import { setTimeout as wait } from 'node:timers/promises';
import { LogError } from '@notes/log';
import { backoffMs, describeError } from '../process/keep-trying.ts';
import type { Logger } from '../process/logger.ts';
import type { Readiness } from '../process/readiness.ts';
import type { LogCheck } from './check-log.ts';
import type { LogIdentity } from './followed-log.ts';

/**
 * Nothing is applied but through this gate: it is open while log and database are known to belong together.
 *
 *   closed    whenOpen                                                → checking
 *   checking  they belong together                                    → open
 *   checking  a server is unavailable                                 → checking, after a back-off
 *   checking  they do not, which needs an operator                    → checking, every second
 *   open      invalidate: a connection was lost, so either of them may come back as another → closed
 *
 * Readiness shows what it waits for (`postgres`, `kafka`, `log`), and the log has it once for each reason.
 */
export type LogGate = {
  /** Resolves once the gate is open; rejects with the signal's reason once that is aborted. */
  whenOpen(): Promise<LogIdentity>;
  /** Closes the gate: log and database are compared again before it opens. */
  invalidate(): void;
  /** The log, while the gate is open. */
  readonly identity: LogIdentity | undefined;
};

type Options = {
  readonly check: () => Promise<LogCheck>;
  readonly readiness: Readiness;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly signal: AbortSignal;
  readonly recheckMs?: number;
};

export function createLogGate({ check, readiness, logger, signal, recheckMs = 1000 }: Options): LogGate {
  let identity: LogIdentity | undefined;
  let opening: Promise<LogIdentity> | undefined;
  let generation = 0;
  readiness.set('log', 'not checked yet');

  const openUp = async (): Promise<LogIdentity> => {
    let logged: string | undefined;
    const log = (reason: string, level: 'warn' | 'error'): void => {
      if (reason !== logged) logger[level]({ reason }, 'nothing is applied: log and database must be checked');
      logged = reason;
    };
    for (let failures = 0; ; failures++) {
      signal.throwIfAborted();
      const begun = generation;
      const result = await check().catch((error: unknown) => ({ ok: undefined, error }));
      if (result.ok === undefined) {
        const reason = describeError(result.error);
        readiness.set(result.error instanceof LogError ? 'kafka' : 'postgres', reason);
        log(reason, 'warn');
        await pause(backoffMs(failures), signal);
        continue;
      }
      readiness.set('postgres', 'ok');
      readiness.set('kafka', 'ok');
      readiness.set('log', result.ok ? 'ok' : result.fault);
      if (result.ok && begun === generation) {
        if (logged !== undefined) logger.info({ epoch: result.identity.epoch }, 'log and database belong together');
        identity = result.identity;
        return identity;
      }
      if (result.ok) continue;
      log(result.fault, 'error');
      await pause(recheckMs, signal);
    }
  };

  return {
    whenOpen() {
      if (identity !== undefined) return Promise.resolve(identity);
      opening ??= openUp().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    invalidate() {
      generation++;
      identity = undefined;
    },
    get identity() {
      return identity;
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
