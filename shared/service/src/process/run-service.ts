import type { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { within } from '@notes/log';
import { ConfigError } from '../config/config-error.ts';
import type { Logger } from './logger.ts';
import type { Readiness } from './readiness.ts';

/**
 * Something that is started and stopped. `stop` may be called while `start` is still pending: then `start` must give up. Once
 * stopped, it is not started again.
 */
export type Resource = { readonly name: string; start(): Promise<void>; stop(): Promise<void> };

/** A service that is put together, and where it runs. */
export type ServiceOptions = {
  readonly name: string;
  readonly logger: Logger;
  /** In the order of starting; they are stopped in reverse. */
  readonly resources: readonly Resource[];
  readonly readiness: Readiness;
  /** How long it still serves after a signal, so that balancers learn that it is not ready; 0 by default. */
  readonly stopDelayMs?: number;
  /** Called when that time begins. */
  readonly drain?: () => void;
  /** For all resources together, after that time; 10 seconds by default. */
  readonly stopDeadlineMs?: number;
  /** The process to live in; tests have their own. */
  readonly host?: ServiceHost;
};

export type ServiceHost = Pick<EventEmitter, 'on'> & { exit(code: number): void };

/**
 * Starts the resources in order and keeps the process until a signal stops it. Resolves when all have started, or when a
 * stop began before that; never rejects: a failing start is logged and ends the process with 1.
 *
 *   starting  all started                             → running
 *   starting  a start fails                           → stopping, exit 1
 *   starting  SIGTERM, SIGINT                         → stopping, exit 0
 *   running   SIGTERM, SIGINT                         → draining: not ready, but serves
 *   draining  `stopDelayMs` are over, or a signal     → stopping, exit 0, or 1 if something does not stop in time
 *   any       uncaught error or unhandled rejection   → stopping, exit 1
 *   stopping  a signal                                → exit at once
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { name, logger, resources, readiness, stopDelayMs = 0, stopDeadlineMs = 10_000, host = process } = options;
  const begun: Resource[] = [];
  const drained = new AbortController();
  let started = false;
  let stopping = false;
  let failed = false;

  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    readiness.stopping();
    if (started && stopDelayMs > 0) await drain();
    drained.abort();
    const clean = await stopAll(begun, stopDeadlineMs, logger);
    logger.info(`${name}: stopped`);
    host.exit(clean && !failed ? 0 : 1);
  };
  const drain = async (): Promise<void> => {
    options.drain?.();
    await wait(stopDelayMs, undefined, { signal: drained.signal }).catch(() => {});
  };
  const crash = (err: unknown, message: string): void => {
    // Whoever has to change a setting needs no stack.
    if (err instanceof ConfigError) logger.fatal({ mistakes: err.mistakes }, `${name}: ${err.message}`);
    else logger.fatal({ err }, `${name}: ${message}`);
    failed = true;
    drained.abort();
    void stop();
  };
  const onSignal = (signal: string): void => {
    if (stopping && drained.signal.aborted) {
      host.exit(1);
      return;
    }
    logger.info(`${name}: ${signal}, stopping`);
    if (stopping) drained.abort();
    void stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT']) host.on(signal, () => onSignal(signal));
  host.on('uncaughtException', (error: unknown) => crash(error, 'uncaught error'));
  host.on('unhandledRejection', (error: unknown) => crash(error, 'unhandled rejection'));

  readiness.set('process', 'starting');
  for (const resource of resources) {
    if (stopping) return;
    begun.push(resource);
    try {
      await resource.start();
    } catch (error) {
      if (!stopping) crash(error, `${resource.name} cannot start`);
      return;
    }
  }
  started = true;
  readiness.set('process', 'ok');
  if (!stopping) logger.info(`${name}: started`);
}

/** Whether all stopped without an error and in time. What follows one that fails is still stopped. */
async function stopAll(begun: readonly Resource[], deadlineMs: number, logger: Logger): Promise<boolean> {
  let clean = true;
  let current = '';
  const inReverse = async (): Promise<void> => {
    for (const resource of [...begun].reverse()) {
      current = resource.name;
      try {
        await resource.stop();
      } catch (err) {
        clean = false;
        logger.error({ err }, `${resource.name}: error while stopping`);
      }
    }
  };
  return within(
    deadlineMs,
    inReverse().then(() => clean),
    () => {
      logger.error(`${current}: did not stop within ${deadlineMs} ms`);
      return false;
    },
  );
}
