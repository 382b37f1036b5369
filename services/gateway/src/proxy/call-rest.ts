import type { CallRest } from '@notes/feed';
import { awayReason, ProblemError } from '@notes/service';
import { callService } from './call-service.ts';
import type { Upstreams } from './upstream.ts';

/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const timeoutMs = 35_000;

/** Calls the services for methods of the websocket. */
export function createCallRest(upstreams: Upstreams): CallRest {
  return async ({ service, verb, path, headers, body }, onBehalf, signal) => {
    const request = { method: verb, path, headers: { ...onBehalf, ...headers }, body };
    const answer = await callService(upstreams[service], request, { timeoutMs, signal });
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
    throw new ProblemError('bad-gateway', `The answer of a service is none: ${awayReason(error)}.`, { cause: error });
  }
}

const isProblem = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'type' in body && typeof body.type === 'string';
