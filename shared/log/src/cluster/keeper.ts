import { setTimeout as sleep } from 'node:timers/promises';
import { deferred } from '../deferred.ts';
import type { LogLogger } from '../log-config.ts';
import { asLogError, LogError } from '../log-error.ts';
import type { Router } from './router.ts';

/**
 * Keeps a router's links up. Two states:
 *
 * - *connecting*: refresh, and again after a pause, until every leader is linked;
 * - *steady*: wait for `disturb`, which a lost link or a refusal by a broker calls, then connecting again.
 *
 * The first refresh after a steady second comes at once; while things keep failing, or fail again right after a success
 * (a leader that knows nothing of its leadership yet), pauses double from 50 to 400 ms, less a random part.
 */
export type Keeper = {
  readonly connected: boolean;
  /** Why it is not connected, or was not the last time. */
  readonly lastError: LogError | undefined;
  start(): void;
  /** What is known of the cluster is wrong or a link is lost. */
  disturb(reason: LogError): void;
  /** Resolves when first connected; rejects with LogError `fatal` from the cluster, or `unavailable` when stopped. */
  ready(): Promise<void>;
  stop(): void;
};

export type KeeperOptions = {
  readonly logger: LogLogger;
  readonly name: string;
  onState?(state: 'connected' | 'disconnected', error?: LogError): void;
  /** Credentials or rights were refused. Trying goes on, unless `stop` is called. */
  onFatal?(error: LogError): void;
};

const firstPauseMs = 50;
const longestPauseMs = 400;
const steadyMs = 1_000;

export function createKeeper(router: Router, options: KeeperOptions): Keeper {
  const { logger, name } = options;
  const abort = new AbortController();
  const first = deferred<void>();
  let state: 'new' | 'connected' | 'disconnected' = 'new';
  let lastError: LogError | undefined;
  let disturbed = deferred<void>();
  first.promise.catch(() => {});

  function enter(next: 'connected' | 'disconnected', error?: LogError): void {
    if (error !== undefined) lastError = error;
    if (state === next || abort.signal.aborted) return;
    const was = state;
    state = next;
    if (next === 'disconnected') logger.warn({ err: error }, `${name}: Kafka is away`);
    else logger.info({}, `${name}: ${was === 'new' ? 'connected to Kafka' : 'Kafka is back'}`);
    options.onState?.(next, error);
  }

  function failed(error: LogError): void {
    enter('disconnected', error);
    if (error.kind !== 'fatal') return;
    first.reject(error);
    options.onFatal?.(error);
  }

  async function connect(): Promise<boolean> {
    disturbed = deferred<void>();
    try {
      await router.refresh();
      return true;
    } catch (error) {
      if (!abort.signal.aborted) failed(asLogError(error));
      return false;
    }
  }

  async function run(): Promise<void> {
    let pauseMs = 0;
    while (!abort.signal.aborted) {
      if (pauseMs > 0) await sleep(pauseMs * (0.75 + Math.random() / 4), undefined, { signal: abort.signal });
      pauseMs = Math.min(Math.max(pauseMs * 2, firstPauseMs), longestPauseMs);
      if (!(await connect())) continue;
      enter('connected');
      first.resolve();
      const since = performance.now();
      await disturbed.promise;
      if (performance.now() - since >= steadyMs) pauseMs = 0;
    }
  }

  return {
    get connected() {
      return state === 'connected';
    },
    get lastError() {
      return lastError;
    },
    start: () => {
      run().catch((error: unknown) => {
        if (!abort.signal.aborted) failed(asLogError(error));
      });
    },
    disturb: (reason) => {
      enter('disconnected', reason);
      disturbed.resolve();
    },
    ready: () => first.promise,
    stop: () => {
      abort.abort();
      disturbed.resolve();
      first.reject(new LogError('unavailable', 'stopped'));
    },
  };
}
