import { problems } from '@notes/contracts';
import { expect, test } from 'vitest';
import { createNotesClient } from '../create-notes-client.ts';
import { NotesError } from '../errors/notes-error.ts';

/** What becomes of an attempt. They are given to the client in the place of `fetch`, so that hundreds of calls cost no connections. */
type Reply = (signal: AbortSignal) => Response | Promise<Response>;

const problem =
  (status: number, slug: string, headers: Readonly<Record<string, string>> = {}): Reply =>
  () =>
    Response.json(
      { type: `/problems/${slug}`, title: slug, status, detail: '', instance: '/v1/notes' },
      { status, headers },
    );
const foreign =
  (status: number, body: string | null = '<html>'): Reply =>
  () =>
    new Response(body, { status });
const token = { 'consistency-token': 'k3f9a2c1:0-7' };
const broken = (): ReadableStream =>
  new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')),
    pull: (controller) => controller.error(new Error('reset')),
  });

const fails =
  (code: string): Reply =>
  () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));

/** The ways in which an attempt ends without anybody knowing whether it was carried out. */
const lost: Readonly<Record<string, Reply>> = {
  'the connection breaks': () => Promise.reject(new TypeError('fetch failed')),
  'the connection is reset': fails('ECONNRESET'),
  'the connection breaks within the answer': () => new Response(broken(), { status: 201 }),
  'no answer in time': (signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  'outcome-unknown': problem(503, 'outcome-unknown'),
  'bad-gateway': problem(502, 'bad-gateway'),
  'a success that is not JSON': foreign(201),
  'a success that holds nothing': foreign(201, null),
  "a proxy's 500": foreign(500),
  "a proxy's 502": foreign(502),
  "a proxy's 503": foreign(503),
  "a proxy's 504": foreign(504),
};

/** What leaves nothing open by itself, and proves nothing either. */
const clear: Readonly<Record<string, Reply>> = {
  ...Object.fromEntries(
    Object.entries(problems)
      .filter(([slug]) => slug !== 'outcome-unknown' && slug !== 'bad-gateway')
      .map(([slug, { status }]) => [slug, problem(status, slug)]),
  ),
  'a connection that is refused': fails('ECONNREFUSED'),
  'an address that is unknown': fails('ENOTFOUND'),
  'a type of problem that is newer': problem(409, 'something-newer'),
  "a proxy's 401": foreign(401),
  "a proxy's 404": foreign(404),
};

/** Refusals for which the log was read. */
const proved: Readonly<Record<string, Reply>> = {
  'not-found, proved': problem(404, 'not-found', token),
  'a conflict, proved': problem(409, 'something-newer', token),
  'precondition-failed, proved': problem(412, 'precondition-failed', token),
};

const replies: Readonly<Record<string, Reply>> = { ...lost, ...clear, ...proved };

type Row = { readonly answers: readonly string[]; readonly mayHaveHappened: boolean };

/** The row as it is: what is said of a write whose attempts are answered so, one after the other. */
async function inFact({ answers }: Row): Promise<Row> {
  const left = [...answers];
  const client = createNotesClient({
    url: 'http://notes.example.org',
    fetch: async (_, init) => (replies[left.shift() ?? ''] as Reply)(init?.signal as AbortSignal),
    timeoutMs: 100,
    retries: answers.length - 1,
  });
  const idempotencyKey = crypto.randomUUID();
  const error: unknown = await client.notes.create({ title: 'x' }, { idempotencyKey }).then(
    () => expect.fail('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NotesError)) throw error;
  expect([error.idempotencyKey, left]).toEqual([idempotencyKey, []]);
  return { answers, mayHaveHappened: error.mayHaveHappened };
}

test('an attempt may have happened if nobody said what became of it', async () => {
  const rows = Object.keys(replies).map(
    (only): Row => ({ answers: [only], mayHaveHappened: Object.hasOwn(lost, only) }),
  );
  expect(await Promise.all(rows.map(inFact))).toEqual(rows);
});

test('after an answer that was lost, only a refusal for which the log was read rules out that it happened', async () => {
  const rows = Object.keys(lost).flatMap((first) =>
    Object.keys(replies).map(
      (second): Row => ({ answers: [first, second], mayHaveHappened: !Object.hasOwn(proved, second) }),
    ),
  );
  expect(await Promise.all(rows.map(inFact))).toEqual(rows);
});

test('a token that is not to be had the second time proves nothing', async () => {
  let asked = 0;
  const client = createNotesClient({
    url: 'http://notes.example.org',
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    token: () => (asked++ === 0 ? 'jwt' : Promise.reject(new Error('signed out'))),
  });
  const failed = { message: 'No token was to be had.' };
  await expect(client.notes.create({ title: 'x' })).rejects.toMatchObject({ ...failed, mayHaveHappened: true });
  await expect(client.notes.create({ title: 'x' })).rejects.toMatchObject({ ...failed, mayHaveHappened: false });
});
