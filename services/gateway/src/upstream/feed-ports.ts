import { setTimeout as wait } from 'node:timers/promises';
import type { CallerHeaders, CallRest, LogEnds } from '@notes/feed';
import { awayReason, ProblemError } from '@notes/service';
import { callService } from './call-service.ts';
import type { Upstream, Upstreams } from './upstream.ts';

/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const callTimeoutMs = 35_000;

/** Calls the services for methods of the websocket. */
export function createCallRest(upstreams: Upstreams): CallRest {
  return async ({ service, verb, path, headers, body }, onBehalf, signal) => {
    const request = { method: verb, path, headers: { ...onBehalf, ...headers }, body };
    const answer = await callService(upstreams[service], request, { timeoutMs: callTimeoutMs, signal });
    const { status } = answer;
    const isJson = /^application\/(?:problem\+)?json/i.test(answer.headers.get('content-type') ?? '');
    const parsed = isJson && answer.body !== '' ? parse(answer.body) : undefined;
    if (status >= 400 && !isProblem(parsed))
      throw new ProblemError('bad-gateway', `The ${service} service answered ${status}, and nothing else.`);
    return { status, body: parsed, position: answer.headers.get('consistency-token') };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError('bad-gateway', `A service answered something that is not JSON: ${awayReason(error)}.`, {
      cause: error,
    });
  }
}

const isProblem = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string';

type Status = { readonly partitions: readonly { readonly partition: number; readonly end: number | null }[] };

const timeoutMs = 3_000;
/** The ends that the query service knows may be a second old. */
const staleMs = 1_200;

/** From the query service: the gateway does not connect to Kafka. */
export function createLogEnds(query: Upstream): LogEnds {
  return {
    async reach(offsets, headers) {
      if (hold(await fetchEnds(query, headers), offsets)) return true;
      await wait(staleMs);
      return hold(await fetchEnds(query, headers), offsets);
    },
  };
}

/** `end` is the offset that the next record will get. */
function hold(ends: ReadonlyMap<number, number | null>, offsets: ReadonlyMap<number, number>): boolean {
  for (const [partition, offset] of offsets) {
    const end = ends.get(partition);
    if (end === undefined) return false;
    if (end === null) throw unavailable('Kafka is unavailable.');
    if (offset >= end) return false;
  }
  return true;
}

async function fetchEnds(query: Upstream, headers: CallerHeaders): Promise<ReadonlyMap<number, number | null>> {
  try {
    const { status, body } = await callService(query, { method: 'GET', path: '/v1/status', headers }, { timeoutMs });
    if (status !== 200) throw new Error(`status ${status}`);
    const { partitions } = JSON.parse(body) as Status;
    return new Map(partitions.map(({ partition, end }) => [partition, end]));
  } catch (error) {
    throw unavailable(
      error instanceof ProblemError ? error.message : `of the query service, ${awayReason(error)}.`,
      error,
    );
  }
}

const unavailable = (reason: string, cause?: unknown): ProblemError =>
  new ProblemError('unavailable', `Whether the log reaches that position is unknown at the moment: ${reason}`, {
    cause,
  });
