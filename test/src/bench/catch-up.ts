import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type KnownEvent, partitionOf, writeEvent } from '@notes/kernel';
import { createAppender } from '@notes/log';
import { createLogger } from '@notes/service';
import type pg from 'pg';
import { type Servers, System } from '../harness/system.ts';
import type { Row } from './report.ts';

const notes = 225_000;
const revised = 75_000;
const partitions = 12;

/** How fast the projector works off a log of 300,000 events: three quarters creations, one quarter revisions. */
export async function benchCatchUp(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    await fillLog(system);
    const perSecond = await system.database(async (client) => {
      const starting = system.start('projector');
      const rate = await rateOfCatchUp(client, notes + revised + partitions);
      await starting;
      return rate;
    });
    return [{ what: 'projector catch-up of 300,000 events, events/s', ours: perSecond, target: '≥ 18,000/s' }];
  } finally {
    await system.stop();
  }
}

/** Watches the checkpoints from their first move to the end of the log. */
async function rateOfCatchUp(client: pg.Client, records: number): Promise<number> {
  const applied = async (): Promise<number> => {
    const { rows } = await client.query<{ applied: string }>('select sum(position + 1) as applied from checkpoints');
    return Number(rows[0]?.applied);
  };
  let first: { at: number; applied: number } | undefined;
  for (;;) {
    const now = await applied();
    if (first === undefined && now > 0) first = { at: performance.now(), applied: now };
    if (first !== undefined && now >= records) return ((now - first.applied) * 1000) / (performance.now() - first.at);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fillLog(system: System): Promise<void> {
  const { KAFKA_BROKERS: brokers = '', NOTES_TOPIC: topic = '' } = system.env;
  const appender = createAppender(
    { brokers: brokers.split(','), topic, clientId: 'bench' },
    { logger: createLogger('bench', 'warn') },
  );
  await appender.connect();
  const created = Array.from({ length: notes }, creation);
  const events = [...created, ...created.slice(0, revised).map(revision)];
  for (let i = 0; i < events.length; i += 10_000) {
    const records = Array.from({ length: partitions }, (): { key: string; value: Buffer }[] => []);
    for (const event of events.slice(i, i + 10_000)) {
      records[partitionOf(event.noteId, partitions)]?.push({
        key: event.noteId,
        value: Buffer.from(writeEvent(event)),
      });
    }
    await Promise.all(records.map((group, partition) => appender.append(partition, group)));
  }
  await appender.stop();
}

const stamp = () => ({
  id: randomUUID(),
  commandId: randomUUID(),
  fingerprint: 'bench',
  actor: 'ada',
  time: new Date().toISOString(),
  traceparent: undefined,
});

const creation = (_: unknown, i: number): KnownEvent => ({
  ...stamp(),
  noteId: randomUUID(),
  version: 1,
  previous: undefined,
  type: 'notes.NoteCreated.v1',
  data: { title: `Note number ${i}`, description: 'Two litres, the blue one.', priority: i % 5 },
});

const revision = (created: KnownEvent): KnownEvent => ({
  ...stamp(),
  noteId: created.noteId,
  version: 2,
  previous: created.id,
  type: 'notes.NoteRevised.v1',
  data: { changes: { priority: 9 } },
});
