import { within } from '@notes/log';
import {
  type BaseTransportOptions,
  createStackParser,
  createTransport,
  linkedErrorsIntegration,
  Scope,
  type Transport,
} from '@sentry/core';
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server';
import { describeError } from '../process/keep-trying.ts';
import type { ErrorReport } from './report-errors.ts';

type SentryOptions = {
  readonly dsn: string;
  /** The service's name, and its version as `buildText` gives it. */
  readonly service: string;
  readonly version: string;
  /** Called after every attempt to send: undefined if it succeeded, else why not. */
  readonly onAttempt: (failure: string | undefined) => void;
};

export type Sentry = {
  /** Never throws and never waits. An error that was reported before is left out. */
  report(error: ErrorReport): void;
  /** Resolves when all is sent, or after a second. */
  close(): Promise<void>;
};

const requestMs = 5000;
const closeMs = 1000;

/** Preparing a report takes time from the requests: when everything fails, a few are as good as all. */
const reportsPerSecond = 10;

/**
 * Errors to Sentry, with their causes, their stacks, the service and the request's id, and no more than that: its client takes part in
 * nothing by itself here. Nothing is sent before there is an error. This is the only file that loads Sentry's library.
 */
export function createSentry({ dsn, service, version, onAttempt }: SentryOptions): Sentry {
  const client = new ServerRuntimeClient({
    dsn,
    release: `notes-${service}@${version}`,
    platform: 'node',
    runtime: { name: 'node', version: process.version },
    stackParser: createStackParser(nodeStackLineParser()),
    integrations: [linkedErrorsIntegration()],
    transport: (options) => createFetchTransport(options, onAttempt),
    sendClientReports: false,
    traceLifecycle: 'static',
  });
  client.init();
  const isAllowed = createAllowance(reportsPerSecond);
  return {
    report({ error, level, message, requestId }) {
      if (!isAllowed()) return;
      const scope = new Scope();
      scope.setLevel(level);
      scope.setTag('service', service);
      if (requestId !== undefined) scope.setTag('request_id', requestId);
      if (message !== undefined) scope.setExtra('message', message);
      const mechanism = { type: 'log', handled: level !== 'fatal' };
      // Named again, or its causes would not be looked for.
      client.captureException(error, { mechanism, originalException: error }, scope);
    },
    async close() {
      await within(closeMs, client.close(closeMs), () => {}).catch(() => {});
    },
  };
}

/** Reports beyond 64 on their way are dropped. */
function createFetchTransport(options: BaseTransportOptions, onAttempt: SentryOptions['onAttempt']): Transport {
  return createTransport(options, async ({ body }) => {
    try {
      const { ok, status, headers } = await fetch(options.url, {
        method: 'POST',
        body,
        headers: options.headers ?? {},
        signal: AbortSignal.timeout(requestMs),
      });
      onAttempt(ok ? undefined : `it answered ${status}`);
      return {
        statusCode: status,
        headers: {
          'x-sentry-rate-limits': headers.get('x-sentry-rate-limits'),
          'retry-after': headers.get('retry-after'),
        },
      };
    } catch (error) {
      onAttempt(describeError(error instanceof Error ? (error.cause ?? error) : error));
      throw error;
    }
  });
}

const secondMs = 1000;

/** Whether one more is allowed: at most `limit` within the second that begins with the first of them. */
export function createAllowance(limit: number, now: () => number = () => performance.now()): () => boolean {
  let began = Number.NEGATIVE_INFINITY;
  let used = 0;
  return () => {
    const time = now();
    if (time - began >= secondMs) {
      began = time;
      used = 0;
    }
    used += 1;
    return used <= limit;
  };
}
