import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Note } from '@notes/features/notes/contract';
import { type KnownNoteEvent, type NoteEvent, noteRecords } from '@notes/features/notes/domain';
import { partitionOf, writeEvent, writeLogOpened } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';
import { createLogger, createPool } from '@notes/service';
import { eventually, freshDatabase } from '@notes/testing';
import type { Pool } from 'pg';
import { expect, inject } from 'vitest';
import { commandService } from '../app.ts';

export const testEpoch = 'k3f9a2c1';
const partitions = 3;

export type CommandUnderTest = {
  /** The database as the projector has it. There is no projector: tests put into it what it would. */
  readonly database: Pool;
  /** The log, for what a person would do to it. */
  readonly log: LogAdmin;
  send(method: string, path: string, options?: Sending): Promise<Response>;
  /** Appends an event as it is, as another process might have. */
  append(event: KnownNoteEvent): Promise<void>;
  /** The last event of the note's partition, as it is in the log. */
  lastEvent(noteId: string): Promise<NoteEvent>;
  stop(): Promise<void>;
};

type Sending = { readonly headers?: Record<string, string>; readonly body?: unknown };

/** Starts the command service on a free port, with a log and a database of its own. `env` overrides settings. */
export async function startCommand(env: NodeJS.ProcessEnv = {}): Promise<CommandUnderTest> {
  const topic = `command-${randomUUID()}`;
  const brokers = inject('kafkaBrokers');
  const logger = createLogger('command-test', 'silent');
  await openLog(topic, brokers);
  const fresh = await freshDatabase(inject('databaseUrl'));
  const database = createPool({ DATABASE_URL: fresh.url }, { logger, name: 'command-test' });
  await database.query('insert into log_identity (epoch, partitions) values ($1, $2)', [testEpoch, partitions]);
  await database.query('insert into checkpoints (partition, position) select generate_series(0, $1::int - 1), -1', [
    partitions,
  ]);
  const settings = { DATABASE_URL: fresh.url, KAFKA_BROKERS: brokers, NOTES_TOPIC: topic, PORT: '0' };
  const app = await commandService({ ...settings, LOG_LEVEL: 'silent', ...env });
  for (const resource of app.resources) await resource.start();
  await eventually(() => expect(app.readiness.snapshot()).toMatchObject({ ready: true }), { timeoutMs: 20_000 });
  const { port } = app.server.app.server.address() as AddressInfo;
  const send: CommandUnderTest['send'] = (method, path, { headers = {}, body } = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  // Loading the code makes the event loop late, and a late one turns requests away.
  await eventually(async () => expect((await send('DELETE', '/v1/notes?unknown')).status).not.toBe(503), {
    timeoutMs: 20_000,
  });
  const log = adminOf(topic, brokers);
  return {
    database,
    log,
    send,
    append: (event) => append(topic, brokers, event),
    lastEvent: (noteId) => lastEvent(topic, brokers, partitionOf(noteId, partitions)),
    async stop() {
      for (const resource of [...app.resources].reverse()) await resource.stop();
      await log.stop();
      await database.end();
      await fresh.drop();
    },
  };
}

async function append(topic: string, brokers: string, event: KnownNoteEvent): Promise<void> {
  const admin = adminOf(topic, brokers);
  const record = { key: event.subject, value: Buffer.from(writeEvent(event)) };
  await admin.append(partitionOf(event.subject, partitions), [record]);
  await admin.stop();
}

async function lastEvent(topic: string, brokers: string, partition: number): Promise<NoteEvent> {
  const admin = adminOf(topic, brokers);
  const end = (await admin.endOffsets([partition])).get(partition) ?? 0;
  const record = await admin.readRecord(partition, end - 1);
  await admin.stop();
  const reading = noteRecords.read(record?.key ?? null, record?.value ?? null);
  if (reading.kind !== 'event') throw new Error(`the last record is no event: ${reading.kind}`);
  return reading.event;
}

const adminOf = (topic: string, brokers: string) =>
  createLogAdmin(
    { brokers: brokers.split(','), topic, clientId: 'command-test' },
    { logger: createLogger('command-test', 'silent') },
  );

async function openLog(topic: string, brokers: string): Promise<void> {
  const admin = adminOf(topic, brokers);
  await admin.createTopic({ partitions });
  const opened = writeLogOpened({ id: randomUUID(), time: new Date(0).toISOString(), epoch: testEpoch, partitions });
  for (let partition = 0; partition < partitions; partition++)
    await admin.append(partition, [{ key: null, value: Buffer.from(opened) }]);
  await admin.stop();
}

/** Puts notes into the read model as they are, or replaces them there. */
export async function showNotes(database: Pool, notes: readonly Note[]): Promise<void> {
  const rows = notes.map((note) => ({ ...note, event_id: randomUUID(), stale: false }));
  await database.query(
    `insert into rm_1.notes select * from json_populate_recordset(null::rm_1.notes, $1)
     on conflict (id) do update set (title, updated_at, version) = (excluded.title, excluded.updated_at, excluded.version)`,
    [JSON.stringify(rows)],
  );
}
