import { call, type Answer as HttpAnswer } from '../harness/http.ts';
import type { Answer, Attempt, Command, Read } from '../history/attempt.ts';

/** One request for a command, as it went. Never rejects; after `patienceMs` the client leaves. */
export async function sendAttempt(
  command: Command,
  { url, trace, patienceMs }: { readonly url: string; readonly trace: string; readonly patienceMs: number },
): Promise<Attempt> {
  const { method, path, body } = requestOf(command);
  const headers = {
    'x-user': command.actor,
    traceparent: `00-${trace}-${trace.slice(16)}-01`,
    ...(command.key === undefined ? {} : { 'idempotency-key': `"${command.key}"` }),
    ...(command.ifMatch === undefined ? {} : { 'if-match': `"${command.ifMatch}"` }),
  };
  const start = performance.now();
  const answer = await answerOf(method, `${url}${path}`, { body, headers, signal: AbortSignal.timeout(patienceMs) });
  return { trace, command, via: new URL(url).port, start, end: performance.now(), answer };
}

/** A read of one note, or of a page of notes; `token`: at least as new as this, for which it waits so many seconds. */
export async function sendRead(
  url: string,
  noteId: string | undefined,
  token: string | undefined,
  waitSeconds = 1,
): Promise<Read> {
  const path = noteId === undefined ? '?limit=100' : `/${noteId}`;
  const headers = token === undefined ? {} : { 'consistency-token': token, prefer: `wait=${waitSeconds}` };
  const start = performance.now();
  const answer = await answerOf('GET', `${url}/v1/notes${path}`, { headers, signal: AbortSignal.timeout(10_000) });
  return { noteId, token, start, end: performance.now(), answer };
}

function requestOf({ intent }: Command): { method: string; path: string; body?: unknown } {
  switch (intent.kind) {
    case 'create':
      return intent.bulk
        ? { method: 'POST', path: '/v1/notes/bulk', body: { notes: intent.notes } }
        : { method: 'POST', path: '/v1/notes', body: intent.notes[0] };
    case 'replace':
      return { method: 'PUT', path: `/v1/notes/${intent.noteId}`, body: intent.fields };
    case 'patch':
      return { method: 'PATCH', path: `/v1/notes/${intent.noteId}`, body: intent.fields };
    case 'delete':
      return { method: 'DELETE', path: `/v1/notes/${intent.noteId}` };
    case 'restore':
      return { method: 'POST', path: `/v1/notes/${intent.noteId}/restore` };
  }
}

/** Undefined: no whole answer came. */
export async function answerOf(...request: Parameters<typeof call>): Promise<Answer | undefined> {
  try {
    return read(await call<unknown>(...request));
  } catch {
    return undefined;
  }
}

function read({ status, headers, body }: HttpAnswer<unknown>): Answer {
  const type = (body as { type?: unknown } | undefined)?.type;
  const version = /^"(\d+)"$/.exec(headers.get('etag') ?? '')?.[1];
  return {
    status,
    slug: status >= 400 && typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : undefined,
    version: version === undefined ? undefined : Number(version),
    token: headers.get('consistency-token') ?? undefined,
    replayed: headers.get('idempotent-replayed') === 'true',
    body: body === '' ? undefined : body,
  };
}
