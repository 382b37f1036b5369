import { createHash, randomUUID } from 'node:crypto';
import type { Note } from '@notes/features/notes/contract';
import { identifyCreate } from '@notes/writing/http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandUnderTest, startCommand } from './testing/start-command.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommand();
});
afterAll(() => command.stop());

const note = { title: 'Tea' };
const one = (key: string, body: object = note) => write('/v1/notes', key, body);
const bulk = (key: string, ...notes: object[]) => write('/v1/notes/bulk', key, { notes });

async function write(path: string, key: string, body: object) {
  const response = await command.send('POST', path, { headers: { 'idempotency-key': key }, body });
  const answer = (await response.json()) as Note & { notes?: Note[]; errors?: object[] };
  return { status: response.status, replayed: response.headers.has('idempotent-replayed'), answer };
}

const reused = {
  status: 422,
  answer: {
    type: '/problems/idempotency-key-reused',
    errors: [{ header: 'Idempotency-Key', code: 'reused', detail: expect.stringContaining('new key') }],
  },
};

test.each([
  ['a note, and then as a bulk of that one', one, bulk],
  ['a bulk of one, and then as that note', bulk, one],
  ['a bulk of one, and then as one of two', bulk, (key: string) => bulk(key, note, note)],
  ['a bulk of two, and then as one of one', (key: string) => bulk(key, note, note), (key: string) => bulk(key, note)],
])('a key that was used for %s is refused: these are different requests', async (_what, first, second) => {
  const key = randomUUID();
  expect(await first(key, note)).toMatchObject({ status: 201, replayed: false });
  expect(await second(key, note)).toMatchObject(reused);
  expect(await first(key, note)).toMatchObject({ status: 201, replayed: true });
});

test('a key that was used for another change of the note is refused, and says so in errors', async () => {
  const { answer } = await one(randomUUID());
  const headers = { 'idempotency-key': 'change-1' };
  const path = `/v1/notes/${answer.id}`;
  expect((await command.send('PATCH', path, { headers, body: { title: 'Milk' } })).status).toBe(200);
  for (const [method, body] of [['PATCH', { title: 'Bread' }], ['PUT', { title: 'Milk' }], ['DELETE']] as const) {
    const response = await command.send(method, path, { headers, body });
    expect([response.status, await response.json()]).toMatchObject([422, reused.answer]);
  }
});

/** As builds up to 0.1.0 wrote it, where a note alone and a bulk of one said the same. */
async function writtenBefore(key: string, notes: readonly object[]): Promise<string[]> {
  const all = notes.map((body) => ({ description: '', priority: 0, ...body }));
  const fields = all.map(({ description, priority, ...rest }) => ({ ...rest, description, priority }));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(['create', fields]))
    .digest('base64url');
  const ids = fields.map((_, item) => identifyCreate('note', 'anonymous', key, item));
  for (const [i, { subject, commandId }] of ids.entries())
    await command.append({
      ...{
        id: randomUUID(),
        subject,
        version: 1,
        previous: undefined,
        commandId,
        fingerprint,
        actor: 'anonymous',
      },
      ...{ time: '2026-01-31T12:00:00.000Z', traceparent: undefined, type: 'notes.NoteCreated.v1' },
      data: fields[i] as { title: string; description: string; priority: number },
    });
  return ids.map(({ subject }) => subject);
}

test('what a former build has written under a key is what a repetition gets', async () => {
  const [single, alone, two] = [randomUUID(), randomUUID(), randomUUID()];
  const [idOfSingle] = await writtenBefore(single, [note]);
  const idsOfAlone = await writtenBefore(alone, [note]);
  const idsOfTwo = await writtenBefore(two, [note, { title: 'Milk' }]);
  expect(await one(single)).toMatchObject({ status: 201, replayed: true, answer: { id: idOfSingle } });
  expect(await one(single, { title: 'Milk' })).toMatchObject(reused);
  const ofAlone = await bulk(alone, note);
  expect(ofAlone).toMatchObject({ status: 201, replayed: true });
  expect(ofAlone.answer.notes?.map(({ id }) => id)).toEqual(idsOfAlone);
  const ofTwo = await bulk(two, note, { title: 'Milk' });
  expect(ofTwo).toMatchObject({ status: 201, replayed: true });
  expect(ofTwo.answer.notes?.map(({ id }) => id)).toEqual(idsOfTwo);
  expect(await bulk(two, note)).toMatchObject(reused);
});
