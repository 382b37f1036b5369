import { randomUUID } from 'node:crypto';
import type { Note } from '@notes/features/notes/contract';
import { partitionOf, writeEvent } from '@notes/kernel';
import { appendRaw, compressions, javaBatch, javaRecords, otherClient, otherwise } from '@notes/log/testing';
import { eventually as within } from '@notes/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { call, tokenOf } from './harness/http.ts';
import { type ServiceName, type ServiceProcess, steppable } from './harness/service-process.ts';
import { System } from './harness/system.ts';
import { testServers } from './harness/test-servers.ts';

const gzip = 1;

const eventually = (assertion: () => Promise<void>): Promise<void> => within(assertion, { timeoutMs: 30_000 });

let system: System;
let services: Record<ServiceName, ServiceProcess>;
let topic: { brokers: string[]; topic: string; clientId: string };

beforeAll(async () => {
  const kafkaBrokers = inject('kafkaBrokers');
  system = await System.create(testServers(), steppable);
  topic = { brokers: kafkaBrokers.split(','), topic: system.env['NOTES_TOPIC'] ?? '', clientId: 'by-hand' };
  services = await system.startAll();
});
afterAll(async () => {
  await system?.stop();
});

/** A note that is written now is read with its token. */
async function writeAndRead(title: string): Promise<void> {
  let posted: Awaited<ReturnType<typeof call<Note>>> | undefined;
  await eventually(async () => {
    posted = await call<Note>('POST', `${services.gateway.url}/v1/notes`, { body: { title } });
    expect(posted.status).toBe(201);
  });
  if (posted === undefined) return;
  const headers = { 'consistency-token': tokenOf(posted), prefer: 'wait=30' };
  const { url } = services.gateway;
  const { id } = posted.body;
  await eventually(async () =>
    expect((await call<Note>('GET', `${url}/v1/notes/${id}`, { headers })).body.title).toBe(title),
  );
}

const readiness = async (): Promise<{ status: number; appends: string }> => {
  const response = await fetch(`${services.command.url}/readyz`);
  const { checks } = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, appends: checks['appends'] ?? 'missing' };
};

async function restartWriters(): Promise<void> {
  const again = [services.command, services.projector];
  await Promise.all(again.map((service) => service.restart('SIGTERM')));
  await Promise.all(again.map((service) => service.ready()));
}

test('a writer two hours ahead: the brokers stamp the records; where they do not, it is said what is wrong', async () => {
  services.command.stepClock(7_200_000);
  await writeAndRead('stamped by the brokers');
  await otherwise(topic, { 'message.timestamp.type': 'CreateTime', 'retention.ms': '-1', 'retention.bytes': '-1' });
  await eventually(async () => {
    const { status, body } = await call<{ detail: string }>('POST', `${services.command.url}/v1/notes`, {
      body: { title: 'x' },
    });
    expect(status).toBe(503);
    expect(body.detail).toMatch(/^The log refuses writes: .*clock/);
  });
  await eventually(async () => expect(await readiness()).toMatchObject({ status: 503 }));
  expect((await readiness()).appends).toMatch(/^clock: /);
  services.command.stepClock(0);
  await eventually(async () => expect(await readiness()).toEqual({ status: 200, appends: 'ok' }));
  await writeAndRead('right again');
});

test('where producers compress as they like, all that they write is judged, and nothing stands still', async () => {
  await otherwise(topic, { 'compression.type': 'producer', 'retention.ms': '-1', 'retention.bytes': '-1' });
  for (const compression of compressions) await appendRaw(topic, javaBatch(compression));
  const noteId = randomUUID();
  const event = writeEvent({
    ...{
      id: randomUUID(),
      subject: noteId,
      version: 1,
      previous: undefined,
      commandId: randomUUID(),
      fingerprint: 'f',
    },
    ...{ actor: 'ada', time: '2026-01-01T00:00:00.000Z', traceparent: undefined, type: 'notes.NoteCreated.v1' },
    data: { title: 'Compressed', description: '', priority: 0 },
  });
  const producer = otherClient(topic).producer();
  await producer.connect();
  const messages = [{ key: noteId, value: event, partition: partitionOf(noteId, 12) }];
  await producer.send({ topic: topic.topic, compression: gzip, messages });
  await producer.disconnect();
  for (let i = 0; i < 24; i++) await writeAndRead(`after ${i}`);
  await eventually(async () => {
    const { body } = await call<Note>('GET', `${services.gateway.url}/v1/notes/${noteId}`);
    expect(body.title).toBe('Compressed');
    const { records } = JSON.parse(await system.cli('dlq', 'list', '--json'));
    expect(records).toBe(compressions.length * javaRecords.length);
  });
});

test('partitions are added while all runs: nothing stands still, and all start again', async () => {
  const admin = otherClient(topic).admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic: topic.topic, count: 24 }] });
  await admin.disconnect();
  for (let i = 0; i < 12; i++) await writeAndRead(`before ${i}`);
  await restartWriters();
  for (let i = 0; i < 12; i++) await writeAndRead(`after ${i}`);
  await system.cli('setup');
});

test('the first record of the log is deleted: all go on, also when they start again, and it is told', async () => {
  const admin = otherClient(topic).admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [topic.topic] });
  await admin.deleteTopicRecords({ topic: topic.topic, partitions: [{ partition: 0, offset: '1' }] });
  await admin.disconnect();
  await writeAndRead('before');
  await restartWriters();
  await writeAndRead('after');
  await eventually(async () => {
    const { checks } = (await (await fetch(`${services.command.url}/readyz`)).json()) as { checks: { topic: string } };
    expect(checks.topic).toContain('the beginning of the log has been deleted (partition 0)');
  });
  await system.cli('setup');
});
