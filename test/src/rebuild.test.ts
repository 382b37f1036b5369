import { randomUUID } from 'node:crypto';
import type { Note, Stats } from '@notes/features/notes/contract';
import type { KnownNoteEvent } from '@notes/features/notes/domain';
import { partitionOf, writeEvent } from '@notes/kernel';
import { createAppender } from '@notes/log';
import { createLogger } from '@notes/service';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import type { ServiceProcess } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const partitions = 12;
const notes = 4000;

let system: System;
let services: Record<'projector' | 'command' | 'query', ServiceProcess>;

beforeAll(async () => {
  system = await System.create(testServers());
  await fillLog();
  const [projector, query] = await Promise.all([system.start('projector'), system.start('query')]);
  const caughtUp = async () => expect((await stats(query)).notes).toBe(notes);
  await eventually(caughtUp, { timeoutMs: 60_000, everyMs: 200 });
  services = { projector, query, command: await system.start('command') };
});
afterAll(() => system?.stop());

type Model = { readonly version: number; readonly state: string; readonly events: number };

const modelsNow = () =>
  system.database(async (client) => {
    const { rows } = await client.query<Model>('select version, state, events::int from read_models order by version');
    return rows;
  });

const stats = async (query = services.query): Promise<Stats> =>
  (await call<Stats>('GET', `${query.url}/v1/stats`)).body;

/** Writes and reads its own write, again and again, until it is told to stop; says how many notes it has made. */
function startWriter(): { stop(): Promise<number> } {
  let stopped = false;
  const write = async (): Promise<number> => {
    let written = 0;
    for (; !stopped; written++) {
      const posted = await call<Note>('POST', `${services.command.url}/v1/notes`, {
        body: { title: `Late ${written}` },
      });
      expect(posted.status).toBe(201);
      const headers = { 'consistency-token': tokenOf(posted) };
      const url = `${services.query.url}/v1/notes/${posted.body.id}`;
      // While nobody projects, the token is not reached: that is said, and nothing older is shown.
      const read = await eventually(
        async () => {
          const answer = await call<Note>('GET', url, { headers });
          expect(answer.status).not.toBe(503);
          return answer;
        },
        { timeoutMs: 90_000 },
      );
      expect([read.status, read.body]).toEqual([200, posted.body]);
    }
    return written;
  };
  const writing = write();
  // Whoever stops it hears of it.
  writing.catch(() => undefined);
  return {
    stop() {
      stopped = true;
      return writing;
    },
  };
}

test('a rebuild outlives its builder, and is promoted and taken back under a writer that reads its own writes', async () => {
  const writer = startWriter();
  await system.cli('projection', 'build');
  await eventually(
    async () => {
      const built = (await modelsNow())[1];
      expect(built?.events).toBeGreaterThan(0);
    },
    { timeoutMs: 30_000, everyMs: 2 },
  );
  await services.projector.end('SIGKILL');
  const killed = (await modelsNow())[1];
  expect(killed?.state).toBe('building');
  expect(killed?.events).toBeLessThan(2 * notes);

  services.projector.start();
  await eventually(async () => expect((await modelsNow())[1]?.state).toBe('ready'), { timeoutMs: 60_000 });
  await system.cli('projection', 'promote');
  expect(await modelsNow()).toMatchObject([{ state: 'retired' }, { state: 'live' }]);
  await system.cli('projection', 'rollback');
  await system.cli('projection', 'promote', '2');
  const late = await writer.stop();
  expect(late).toBeGreaterThan(0);

  // Ends with 1, and so rejects, if any table of the two versions differs.
  expect(await system.cli('projection', 'status', '--checksum')).toContain('All versions are identical.');
  expect((await stats()).notes).toBe(notes + late);
  await system.cli('projection', 'drop', '1', '--yes');
  expect(await modelsNow()).toMatchObject([{ version: 2, state: 'live' }]);
  expect((await stats()).notes).toBe(notes + late);
}, 300_000);

/** Each note is created and then revised. */
async function fillLog(): Promise<void> {
  const { KAFKA_BROKERS: brokers = '', NOTES_TOPIC: topic = '' } = system.env;
  const logger = createLogger('rebuild-test', 'silent');
  const appender = createAppender({ brokers: brokers.split(','), topic, clientId: 'rebuild-test' }, { logger });
  await appender.connect();
  const created = Array.from({ length: notes }, (_, i) => creation(i));
  const records = Array.from({ length: partitions }, (): { key: string; value: Buffer }[] => []);
  for (const event of [...created, ...created.map(revision)]) {
    const record = { key: event.subject, value: Buffer.from(writeEvent(event)) };
    records[partitionOf(event.subject, partitions)]?.push(record);
  }
  await Promise.all(records.map((group, partition) => appender.append(partition, group)));
  await appender.stop();
}

const stamp = () => ({
  id: randomUUID(),
  commandId: randomUUID(),
  fingerprint: 'rebuild',
  time: new Date().toISOString(),
  traceparent: undefined,
});

const creation = (i: number): KnownNoteEvent => ({
  ...stamp(),
  actor: `author ${i % 7}`,
  subject: randomUUID(),
  version: 1,
  previous: undefined,
  type: 'notes.NoteCreated.v1',
  data: { title: `Note ${i}`, description: '', priority: i % 5 },
});

const revision = ({ id, subject, actor }: KnownNoteEvent): KnownNoteEvent => ({
  ...stamp(),
  actor,
  subject,
  version: 2,
  previous: id,
  type: 'notes.NoteRevised.v1',
  data: { changes: { priority: 9 } },
});
