import type { CallerHeaders } from '@notes/feed';
import { awayReason, ProblemError } from '@notes/service';
import { callService } from '../proxy/call-service.ts';
import type { Upstream } from '../proxy/upstream.ts';
import type { NoteRequest } from './note-request.ts';

/** What a service has answered. */
export type NoteAnswer = {
  readonly status: number;
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown;
  readonly position: string | undefined;
};

/**
 * Sends a request to its service. `headers` say on whose behalf. An aborted `signal` gives it up; a write is then abandoned by the
 * command service as when any client goes. Rejects with `unavailable` if nothing can have been done, with `outcome-unknown` if a
 * write may have been, and with `bad-gateway` for what is no answer of our services.
 */
export type AskService = (request: NoteRequest, headers: CallerHeaders, signal: AbortSignal) => Promise<NoteAnswer>;

/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const timeoutMs = 35_000;

export function createAskService(upstreams: Readonly<Record<NoteRequest['service'], Upstream>>): AskService {
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
