import { randomUUID } from 'node:crypto';
import type { Note } from '@notes/features/notes/contract';
import { partitionOf, writeEvent } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger } from '@notes/service';
import { eventually as within } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { call } from './harness/http.ts';
import type { ServiceName, ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const partitions = 12;

/** The command line tool is a process of its own, and takes its time to start. */
const eventually = (assertion: () => Promise<void>): Promise<void> => within(assertion, { timeoutMs: 30_000 });

let system: System;
let services: Record<ServiceName, ServiceProcess>;
let log: LogAdmin;

beforeAll(async () => {
  const kafkaBrokers = inject('kafkaBrokers');
  system = await System.create(testServers());
  services = await system.startAll();
  log = createLogAdmin(
    { brokers: kafkaBrokers.split(','), topic: system.env['NOTES_TOPIC'] ?? '', clientId: 'by-hand' },
    { logger: createLogger('by-hand', 'silent') },
  );
  await log.connect();
});
afterAll(async () => {
  await log?.stop();
  await system?.stop();
});

/** Appends a record as no service of ours would, and answers with its position. */
async function append(key: string | null, value: string | Buffer, partition = partitionOf(key ?? '', partitions)) {
  const [offset] = [...(await log.endOffsets([partition])).values()];
  await log.append(partition, [{ key, value: Buffer.from(value) }]);
  return `${partition}-${offset}`;
}

/** An event as its writer would have written it. */
const eventOf = (noteId: string, more: object): string =>
  writeEvent({
    ...{
      id: randomUUID(),
      subject: noteId,
      version: 1,
      previous: undefined,
      commandId: randomUUID(),
      fingerprint: 'f',
    },
    ...{ actor: 'ada', time: '2026-01-01T00:00:00.000Z', traceparent: undefined, type: 'notes.NoteCreated.v1' },
    ...{ data: { title: 'By hand', description: '', priority: 0 }, unknown: true },
    ...more,
  });

type Letter = { position: string; reason: string; detail: string; value: { bytes: number; text: string } | null };
type Listed = { dead_letters: Letter[]; frozen: number; frozen_notes: { note_id: string; type: string }[] };
const listed = async (): Promise<Listed> => JSON.parse(await system.cli('dlq', 'list', '--json'));
const create = (title: string) => call<Note>('POST', `${services.command.url}/v1/notes`, { body: { title } });
const noteUrl = (id: string): string => `${services.gateway.url}/v1/notes/${id}`;
const lastEventId = (id: string): Promise<string> =>
  system.database(async (client) => {
    const { rows } = await client.query(
      'select event_id from journal_entries where subject = $1 order by version desc',
      [id],
    );
    return rows[0].event_id;
  });

test('whatever is in the log by hand stops nobody, and is listed with its reason', async () => {
  const [id, other] = [randomUUID(), randomUUID()];
  const value = eventOf(id, {});
  const elsewhere = (partitionOf(id, partitions) + 1) % partitions;
  const byHand: Record<string, RegExp> = {
    [await append(id, '{"specversion":')]: /not JSON/,
    [await append(id, Buffer.from([0xff, 0x00, 0xfe]))]: /not JSON in UTF-8/,
    [await append(id, '')]: /not JSON/,
    [await append(id, '"text"')]: /object/,
    [await append(id, Buffer.alloc(900_000, 'x'))]: /not JSON/,
    [await append(other, value)]: /the key is not the subject/,
    [await append(null, value, partitionOf(id, partitions))]: /the key is not the subject/,
    [await append(id, value, elsewhere)]: /belongs to partition/,
    [await append('order-17', '{"specversion":"1.0","type":"shop.OrderPlaced","id":"1"}')]: /./,
    [await append(id, eventOf(id, { data: { title: ' ' } }))]: /\/data/,
    [await append(id, eventOf(id, { time: '2026-02-31T00:00:00.000Z' }))]: /no such instant/,
    [await append(id, eventOf(id, { version: 2 }))]: /\/previous/,
  };
  const posted = await create('After all that');
  expect(posted.status).toBe(201);
  await eventually(async () => expect((await call('GET', noteUrl(posted.body.id))).status).toBe(200));
  await eventually(async () => {
    const { dead_letters } = await listed();
    for (const [position, reason] of Object.entries(byHand)) {
      const letter = dead_letters.find((candidate) => candidate.position === position);
      expect(letter, `${position} ${reason}`).toMatchObject({
        reason: 'malformed',
        detail: expect.stringMatching(reason),
      });
    }
  });
  expect(services.command.output).not.toMatch(/"level":(50|60)/);
  expect(services.projector.output).not.toMatch(/"level":(50|60)/);

  const [first = ''] = Object.keys(byHand);
  expect(await system.cli('dlq', 'list')).toContain(first);
  const shown = await system.cli('dlq', 'show', first);
  expect(shown).toMatch(/reason +malformed/);
  expect(shown).toContain('{"specversion":');
});

test('an event that comes at the wrong place of its chain is listed, too', async () => {
  const { body: note } = await create('In order');
  await eventually(async () => expect((await call('GET', noteUrl(note.id))).status).toBe(200));
  const previous = await lastEventId(note.id);
  const late = await append(
    note.id,
    eventOf(note.id, { version: 9, previous, type: 'notes.NoteDeleted.v1', data: {} }),
  );
  const void_ = await append(
    note.id,
    eventOf(note.id, { version: 2, previous, type: 'notes.NoteRestored.v1', data: {} }),
  );
  await eventually(async () => {
    const reasons = (await listed()).dead_letters.map(({ position, reason }) => [position, reason]);
    expect(reasons).toContainEqual([late, 'wrong-version']);
    expect(reasons).toContainEqual([void_, 'not-applicable']);
  });
  const changed = await call('PATCH', noteUrl(note.id), { body: { title: 'Still in order' } });
  expect(changed.status).toBe(200);
});

test('an event of an unknown type freezes its note and no other; asking again says what is in the way', async () => {
  const [{ body: note }, { body: neighbour }] = [await create('Plain'), await create('Neighbour')];
  await eventually(async () => expect((await call('GET', noteUrl(note.id))).status).toBe(200));
  const previous = await lastEventId(note.id);
  const painted = { version: 2, previous, type: 'notes.NotePainted.v1', data: { colour: 'red' } };
  const position = await append(note.id, eventOf(note.id, painted));
  await eventually(async () =>
    expect((await listed()).frozen_notes).toEqual([
      expect.objectContaining({ note_id: note.id, type: 'notes.NotePainted.v1', position }),
    ]),
  );
  const refused = await call('PATCH', noteUrl(note.id), { body: { title: 'Not now' } });
  expect(refused).toMatchObject({ status: 409, body: { type: '/problems/note-blocked' } });
  expect((await call('GET', noteUrl(note.id))).body).toMatchObject({ title: 'Plain', version: 1 });
  const history = await call<{ events: { type: string }[] }>('GET', `${noteUrl(note.id)}/events`);
  expect(history.body.events.map(({ type }) => type)).toEqual(['NoteCreated', 'NotePainted']);
  expect((await call('PATCH', noteUrl(neighbour.id), { body: { title: 'Goes on' } })).status).toBe(200);

  await expect(system.cli('dlq', 'retry', note.id)).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/folded again: 0 of 1\s[\s\S]*notes\.NotePainted\.v1/),
  });
  expect(await system.cli('dlq', 'show', note.id)).toContain('notes.NotePainted.v1');
  const metrics = await (await fetch(`${services.projector.url}/metrics`)).text();
  expect(metrics).toMatch(/notes_projector_frozen_notes\S* 1/);
});

test('a note that older software has frozen is folded when this software starts, and can be written again', async () => {
  const { body: note } = await create('Before');
  await call('PATCH', noteUrl(note.id), { body: { title: 'After' } });
  await eventually(async () => expect((await call<Note>('GET', noteUrl(note.id))).body.version).toBe(2));
  await services.projector.end('SIGTERM');
  // As a projector would have left it to which revisions were unknown.
  await system.database((client) =>
    client.query(`
      update notes set title = 'Before', version = 1, stale = true, updated_at = created_at, event_id =
        (select event_id from journal_entries where subject = notes.id and version = 1) where id = '${note.id}';
      insert into frozen (subject, partition, pos, type)
        select subject, partition, pos, type from journal_entries where subject = '${note.id}' and version = 2`),
  );
  expect((await call<Note>('GET', noteUrl(note.id))).body).toMatchObject({ title: 'Before', version: 1 });
  await services.command.restart('SIGTERM');
  await services.command.ready();
  expect((await call('PATCH', noteUrl(note.id), { body: { title: 'Too early' } })).status).toBe(409);
  services.projector.start();
  await services.projector.ready();
  await eventually(async () =>
    expect((await call<Note>('GET', noteUrl(note.id))).body).toMatchObject({ title: 'After', version: 2 }),
  );
  const written = await call<Note>('PATCH', noteUrl(note.id), { body: { title: 'Once more' } });
  expect(written).toMatchObject({ status: 200, body: { title: 'Once more', version: 3 } });
});

test('a retry that no projector answers says so, and is done once one is there', async () => {
  const { body: note } = await create('Waiting');
  await eventually(async () => expect((await call('GET', noteUrl(note.id))).status).toBe(200));
  await services.projector.end('SIGTERM');
  await system.database((client) =>
    client.query(`
      update notes set stale = true where id = '${note.id}';
      insert into frozen (subject, partition, pos, type)
        select subject, partition, pos, 'notes.NoteOpened.v7' from journal_entries where subject = '${note.id}'`),
  );
  await expect(system.cli('dlq', 'retry', note.id)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No projector responds'),
  });
  services.projector.start();
  await services.projector.ready();
  await eventually(async () =>
    expect((await listed()).frozen_notes.map(({ note_id }) => note_id)).not.toContain(note.id),
  );
});
