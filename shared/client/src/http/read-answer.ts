import type { Problem } from '@notes/contracts';
import { TransportError } from '../errors/notes-error.ts';
import { toProblemError } from '../errors/to-problem-error.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
};

/** Reads an answer to its end. Throws a ProblemError for a refusal, a TransportError for what is not JSON. */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  if (!response.ok) throw refusal(response, text);
  return { status, headers, body: text === '' ? undefined : parse(response, text) };
}

/** The error for an answer that is not a success. */
export function refusal({ status, statusText, headers }: Response, text: string) {
  return toProblemError({
    problem: { ...bare(status, statusText), ...readProblem(text), status },
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfterMs: retryAfterMs(headers),
    proved: headers.has('consistency-token'),
  });
}

/** A proxy in between may have answered, in its own words. */
function readProblem(text: string): Partial<Problem> {
  try {
    const value: unknown = JSON.parse(text);
    const isOne = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
    return isOne ? (value as Problem) : {};
  } catch {
    return {};
  }
}

const bare = (status: number, title: string): Problem => ({
  type: 'about:blank',
  title,
  status,
  detail: '',
  instance: '',
});

function parse({ status, headers }: Response, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const requestId = headers.get('x-request-id') ?? undefined;
    throw new TransportError(`The answer (${status}) is not JSON.`, { status, requestId, cause });
  }
}

/**
 * Reads Retry-After, seconds or a date, as milliseconds from now. A date is of the sender's clock, and so is compared with the `Date` of the same
 * answer; with this machine's clock only where that cannot be read, as by pages of another origin.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const header = headers.get('retry-after');
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - sentAtMs(headers) : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

function sentAtMs(headers: Headers): number {
  const sentAt = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(sentAt) ? Date.now() : sentAt;
}
