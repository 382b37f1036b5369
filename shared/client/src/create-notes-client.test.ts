import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNotesClient } from './create-notes-client.ts';
import { NotesError, TimeoutError, TransportError } from './errors/notes-error.ts';
import * as errors from './errors/problem-errors.ts';
import { FakeService, problem } from './testing/fake-service.ts';

const note = {
  ...{ id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', title: 'Buy milk', description: '', priority: 0, created_by: 'ada' },
  ...{ created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z', version: 1 },
};
const ok = (position?: string) => ({
  body: note,
  headers: position === undefined ? {} : { 'consistency-token': position },
});
const busy = problem(503, 'unavailable', {}, { 'retry-after': '0' });

/** One for each test: a request that was given up may arrive after the end of its test, and would take the reply to another's. */
let service: FakeService;
beforeEach(async () => {
  service = await FakeService.start();
});
afterEach(() => service.stop());

const client = (options: Partial<Parameters<typeof createNotesClient>[0]> = {}) =>
  createNotesClient({ url: service.url, ...options });

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error,
  );

describe('a write', () => {
  test('carries a key, who calls, and its body', async () => {
    service.replies(ok());
    await client({ token: async () => 'jwt', user: 'ada' }).notes.create({ title: 'Buy milk' });
    expect(service.asked).toMatchObject([
      {
        ...{ method: 'POST', path: '/v1/notes', body: { title: 'Buy milk' } },
        headers: {
          authorization: 'Bearer jwt',
          'x-user': 'ada',
          'idempotency-key': expect.stringMatching(/^"[0-9a-f-]{36}"$/),
        },
      },
    ]);
  });

  test('names its place in the trace of its caller, who is asked for each attempt', async () => {
    service.replies(busy, ok(), ok());
    const asked: string[] = [];
    const trace = (what: string) => (asked.push(what) === 3 ? undefined : `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`);
    const traced = client({ trace });
    await traced.notes.create({ title: 'Buy milk' });
    await traced.notes.get(note.id);
    expect(asked).toEqual(['POST /v1/notes', 'POST /v1/notes', `GET /v1/notes/${note.id}`]);
    const sent = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`;
    expect(service.asked.map(({ headers }) => headers['traceparent'])).toEqual([sent, sent, undefined]);
  });

  test('is repeated with the same key until there is an answer', async () => {
    service.replies(
      busy,
      problem(503, 'outcome-unknown', {}, { 'retry-after': '0' }),
      { breaks: true },
      { breaks: 'within' },
      ok(),
    );
    expect(await client().notes.update(note.id, { title: 'Buy bread' }, { ifMatch: 1 })).toEqual(note);
    expect(service.asked).toHaveLength(5);
    expect(new Set(service.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(service.asked[4]).toMatchObject({
      method: 'PATCH',
      headers: { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
    });
  });

  test('that is given up says whether it may have happened, and under which key', async () => {
    service.replies({ breaks: true });
    const error = await failure(client({ retries: 1 }).notes.create({ title: 'x' }, { idempotencyKey: 'mine' }));
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ mayHaveHappened: true, idempotencyKey: 'mine', status: undefined });
    service.replies({ breaks: true }, busy);
    expect(await failure(client({ retries: 1 }).notes.create({ title: 'x' }))).toMatchObject({ mayHaveHappened: true });
    service.replies(busy);
    expect(await failure(client({ retries: 1 }).notes.create({ title: 'x' }))).toMatchObject({
      mayHaveHappened: false,
    });
  });

  test('tells the version of a deletion', async () => {
    service.replies({ status: 204, headers: { etag: '"3"' } });
    expect(await client().notes.remove(note.id)).toEqual({ version: 3 });
  });
});

describe('what is seen', () => {
  test('is sent along with reads, merged by partition, and not with writes', async () => {
    const notes = client({ position: 'k3f9a2c1:0-5' });
    service.replies(ok('k3f9a2c1:1-7'), ok('k3f9a2c1:0-3.1-9'), ok());
    await notes.notes.create({ title: 'x' });
    await notes.notes.get(note.id);
    await notes.notes.get(note.id);
    expect(service.asked.map(({ headers }) => headers['consistency-token'])).toEqual([
      undefined,
      'k3f9a2c1:0-5.1-7',
      'k3f9a2c1:0-5.1-9',
    ]);
    const other = client();
    other.mergePosition(notes.position);
    expect(other.position).toBe('k3f9a2c1:0-5.1-9');
  });

  test('is not wanted of the status, which tells a lag instead of waiting for it', async () => {
    service.replies({ body: { lag: 7 } });
    expect(await client({ position: 'k3f9a2c1:0-9' }).status()).toMatchObject({ lag: 7 });
    expect(service.asked.at(-1)?.headers).not.toHaveProperty('consistency-token');
  });

  test('counts where a refusal was proved, too', async () => {
    const notes = client();
    service.replies(problem(404, 'not-found', {}, { 'consistency-token': 'k3f9a2c1:0-4' }));
    await failure(notes.notes.remove(note.id));
    expect(notes.position).toBe('k3f9a2c1:0-4');
  });

  test('is forgotten when the log is another one', async () => {
    const notes = client({ position: 'aaaaaaaa:0-5' });
    service.replies(problem(409, 'epoch-changed'));
    expect(await failure(notes.notes.get(note.id))).toBeInstanceOf(errors.EpochChangedError);
    expect(notes.position).toBeUndefined();
  });

  test('may be waited for', async () => {
    service.replies(ok());
    await client().notes.get(note.id, { waitMs: 12_000 });
    expect(service.asked[0]?.headers['prefer']).toBe('wait=12');
  });
});

describe('a failure', () => {
  test.each([
    [400, 'malformed-request', errors.MalformedRequestError],
    [401, 'unauthorized', errors.UnauthorizedError],
    [403, 'forbidden', errors.ForbiddenError],
    [404, 'not-found', errors.NotFoundError],
    [409, 'note-blocked', errors.NoteBlockedError],
    [409, 'not-unique', errors.NotUniqueError],
    [412, 'precondition-failed', errors.PreconditionFailedError],
    [422, 'invalid', errors.InvalidError],
    [422, 'idempotency-key-reused', errors.IdempotencyKeyReusedError],
    [409, 'something-newer', errors.ConflictError],
    [500, 'internal', errors.ProblemError],
  ])('%i %s is told by its class and not repeated', async (status, slug, type) => {
    const more = { current: note, errors: [{ code: 'x', detail: 'y' }], holder: `/v1/notes/${note.id}` };
    service.replies(problem(status, slug, more));
    const error = await failure(client().notes.create({ title: 'x' }));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({
      status,
      slug,
      requestId: 'req-1',
      message: `It is ${slug}.`,
      mayHaveHappened: false,
    });
    expect(service.asked).toHaveLength(1);
    if (error instanceof errors.PreconditionFailedError) expect(error.current).toEqual(note);
    if (error instanceof errors.InvalidError) expect(error.errors).toHaveLength(1);
    if (error instanceof errors.NotUniqueError)
      expect(error).toMatchObject({ errors: [{ code: 'x' }], holderId: note.id });
  });

  test.each([
    [503, 'not-caught-up', errors.NotCaughtUpError],
    [503, 'read-model-behind', errors.UnavailableError],
    [502, 'bad-gateway', errors.OutcomeUnknownError],
    [429, 'rate-limited', errors.RateLimitedError],
  ])('%i %s is repeated, and told when that does not help', async (status, slug, type) => {
    service.replies(problem(status, slug, {}, { 'retry-after': '0' }));
    expect(await failure(client({ retries: 2 }).notes.get(note.id))).toBeInstanceOf(type);
    expect(service.asked).toHaveLength(3);
  });

  test('with a Retry-After beyond the deadline is told at once', async () => {
    service.replies(problem(429, 'rate-limited', {}, { 'retry-after': '3000' }));
    const error = await failure(client().notes.get(note.id));
    expect(error).toMatchObject({ retryAfterMs: 3_000_000 });
    expect(service.asked).toHaveLength(1);
  });

  test('that a proxy words in its own way is an error of its status', async () => {
    service.replies({ status: 404, body: 'gone' });
    expect(await failure(client().notes.get(note.id))).toBeInstanceOf(errors.NotFoundError);
    service.replies({ status: 404 });
    expect(await client().notes.find(note.id)).toBeUndefined();
  });

  test('to answer in time is a TimeoutError, after repetitions', async () => {
    // Enough to arrive, also the first time and on a busy machine.
    service.replies({ hangs: true });
    const error = await failure(client({ timeoutMs: 250, retries: 1 }).notes.get(note.id));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toBeInstanceOf(NotesError);
    expect(service.asked).toHaveLength(2);
  });

  test('is none when the caller has given up: the reason of the signal comes out', async () => {
    service.replies({ hangs: true });
    const signal = AbortSignal.timeout(30);
    expect(await failure(client().notes.get(note.id, { signal }))).toBe(signal.reason);
    service.replies(busy);
    const controller = new AbortController();
    const call = failure(client().notes.get(note.id, { signal: controller.signal }));
    // By then it is on its way, and arrives after this test.
    await setImmediate();
    controller.abort('enough');
    expect(await call).toBe('enough');
  });
});

describe('lists', () => {
  test('go on page by page, with the same query', async () => {
    service.replies({ body: { notes: [note], next: 'c1' } }, { body: { notes: [note] } });
    const titles: string[] = [];
    for await (const { title } of client().notes.list({ created_by: ['ada', 'bob'], 'priority:ge': 2, limit: 1 }))
      titles.push(title);
    expect(titles).toEqual(['Buy milk', 'Buy milk']);
    expect(service.asked.map(({ path }) => path)).toEqual([
      '/v1/notes?created_by=ada&created_by=bob&priority%3Age=2&limit=1',
      '/v1/notes?created_by=ada&created_by=bob&priority%3Age=2&limit=1&cursor=c1',
    ]);
  });

  test('a page tells its neighbours, the total, and what it has seen', async () => {
    const link = '</v1/notes?limit=2&cursor=n%2B1>; rel="next", </v1/notes?limit=2&offset=4>; rel="prev"';
    service.replies({
      body: { notes: [note] },
      headers: { link, 'x-total-count': '9', 'consistency-token': 'k3f9a2c1:0-5' },
    });
    expect(await client().notes.page({ limit: 2, offset: 6, count: true })).toEqual({
      notes: [note],
      total: 9,
      next: { limit: 2, count: true, cursor: 'n+1' },
      prev: { limit: 2, count: true, offset: 4 },
      position: 'k3f9a2c1:0-5',
    });
  });

  test('a history is read to its end', async () => {
    service.replies({ body: { events: [{ version: 1 }], next: 'c' } }, { body: { events: [{ version: 2 }] } });
    const versions: number[] = [];
    for await (const { version } of client().notes.history(note.id, { limit: 1 })) versions.push(version);
    expect(versions).toEqual([1, 2]);
    expect(service.asked[1]?.path).toBe(`/v1/notes/${note.id}/events?limit=1&cursor=c`);
  });

  test('of tasks take instants as dates, and null for what has no value', async () => {
    service.replies({ body: { tasks: [] } });
    await client().tasks.page({ 'due:lt': new Date(0), assignee: [null, 'ada'], severity: null, done: false });
    expect(service.asked[0]?.path).toBe(
      '/v1/tasks?due%3Alt=1970-01-01T00%3A00%3A00.000Z&assignee=null&assignee=ada&severity=null&done=false',
    );
  });

  test('many are deleted by a filter', async () => {
    service.replies({ body: { deleted: 3 } });
    expect(await client().notes.removeMany({ before: new Date(0) })).toEqual({ deleted: 3 });
    expect(service.asked).toMatchObject([{ method: 'DELETE', path: '/v1/notes?before=1970-01-01T00%3A00%3A00.000Z' }]);
  });
});

test('numbers are where those of each resource are', async () => {
  service.replies({ body: { notes: 7 } }, { body: { tasks: 7 } });
  expect(await client().notes.stats()).toEqual({ notes: 7 });
  expect(await client().tasks.stats()).toEqual({ tasks: 7 });
  expect(service.asked.map(({ path }) => path)).toEqual(['/v1/stats', '/v1/tasks/stats']);
});

test('a service below a path of its origin is found there', async () => {
  service.replies(ok());
  await client({ url: `${service.url}/notes-app/` }).notes.get('a/b');
  expect(service.asked[0]?.path).toBe('/notes-app/v1/notes/a%2Fb');
});
