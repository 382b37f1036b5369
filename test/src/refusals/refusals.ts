import type { ProblemSlug } from '@notes/contracts';

/** A request as it goes over the wire. `as` says who sends it: whoever made the note, or a stranger, who may write if nothing is said. */
export type BadRequest = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly as?: 'author' | 'writer' | 'reader' | 'nobody' | 'forger';
  /** How many times it is sent; what counts is the last answer. */
  readonly times?: number;
};

/** What requests are made of: a note of somebody else's, and the epoch of the log. */
export type Known = { readonly id: string; readonly epoch: string };

const note = (fields: object = {}): string => JSON.stringify({ title: 'a', ...fields });
const post = (body: string | Buffer, more: Partial<BadRequest> = {}): BadRequest => ({
  ...{ method: 'POST', path: '/v1/notes', body },
  ...more,
  headers: { 'content-type': 'application/json', ...more.headers },
});
const get = (path: string, headers: Readonly<Record<string, string>> = {}): BadRequest => ({ path, headers });

/** Why these cannot be had by a request alone: they need a server that fails, a log that is replaced, or an event that others have written. */
export const beyondRequests: readonly ProblemSlug[] = [
  ...(['internal', 'bad-gateway', 'outcome-unknown', 'overloaded', 'read-model-behind', 'unavailable'] as const),
  ...(['position-too-old', 'note-blocked', 'note-exhausted', 'not-taken', 'not-unique'] as const),
];

/** For each problem that a client can bring about, requests that do. */
export const refusals = ({ id, epoch }: Known): Partial<Record<ProblemSlug, readonly BadRequest[]>> => ({
  'malformed-request': [
    get('/v1/notes?search=%zz'),
    get('/v1/notes?search=%ff'),
    get('/v1/notes?search=%'),
    get(`/v1/notes/${id}?view=%c3%28`),
    get('/v1/notes/%zz'),
    get('/v1/feed?channel=%e0%a4'),
    { method: 'DELETE', path: '/v1/notes?search=%ff' },
    post('{"title":'),
    post(Buffer.from('{"title":"\xff"}', 'latin1')),
    post(note(), { headers: { 'idempotency-key': '"not closed' } }),
    {
      ...post(note()),
      method: 'PUT',
      path: `/v1/notes/${id}`,
      headers: { 'content-type': 'application/json', 'if-match': '1' },
    },
    get('/v1/notes', { 'consistency-token': 'no position' }),
    get('/v1/feed?channel=notes&since=nonsense'),
  ],
  unauthorized: [
    { path: '/v1/notes', as: 'nobody' },
    { path: '/v1/notes', as: 'forger' },
    { ...post(note()), as: 'nobody' },
  ],
  forbidden: [
    { ...post(note()), as: 'reader' },
    { method: 'DELETE', path: `/v1/notes/${id}` },
  ],
  'not-found': [get('/nowhere'), get('/v1/notes/nonsense'), get('/v1/notes/00000000-0000-4000-8000-000000000000')],
  'method-not-allowed': [{ ...post(note()), method: 'PUT', path: '/v1/notes' }],
  'not-acceptable': [get('/v1/notes', { accept: 'image/png' })],
  'epoch-changed': [
    get('/v1/notes', { 'consistency-token': 'zzzzzzzz:0-1' }),
    get('/v1/feed?channel=notes&since=zzzzzzzz:0-1'),
  ],
  'precondition-failed': [
    {
      ...post(note()),
      as: 'author',
      method: 'PUT',
      path: `/v1/notes/${id}`,
      headers: { 'content-type': 'application/json', 'if-match': '"9"' },
    },
  ],
  'body-too-large': [post(note({ description: 'x'.repeat(600_000) }))],
  'uri-too-long': [get(`/v1/notes?search=${'x'.repeat(9_000)}`), get(`/v1/notes/${'x'.repeat(300)}`)],
  'unsupported-media-type': [post(note(), { headers: { 'content-type': 'text/plain' } })],
  invalid: [
    post(''),
    post(note({ title: '' })),
    post(note({ title: 'lone \ud800' })),
    post(note({ title: 'nul \u0000' })),
    post(note({ priority: 1.5 })),
    post(note({ color: 'red' })),
    get('/v1/notes?limit=0'),
    get('/v1/notes?limit=1.5'),
    get('/v1/notes?color=red'),
    get('/v1/notes?sort=color'),
    get('/v1/notes?cursor=nonsense'),
    get('/v1/notes?created_at:ge=2026-02-30T00:00:00Z'),
    get('/v1/feed?channel=nothing'),
  ],
  'invalid-position': [get(`/v1/feed?channel=notes&since=${epoch}:0-999999999`)],
  'idempotency-key-reused': [post(note({ title: 'b' }), { headers: { 'idempotency-key': 'used' } })],
  'rate-limited': [{ path: '/v1/notes', times: 21 }],
  'header-too-large': [get('/v1/notes', { 'x-much': 'x'.repeat(40_000) })],
  'not-caught-up': [get('/v1/notes', { 'consistency-token': `${epoch}:0-999999999`, prefer: 'wait=0' })],
});
