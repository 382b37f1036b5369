import { randomUUID } from 'node:crypto';
import type { KnownNoteEvent } from '@notes/features/notes/domain';
import { partitionOf, writeEvent } from '@notes/kernel';
import { createAppender } from '@notes/log';
import { createLogger } from '@notes/service';
import type { System } from '../harness/system.ts';

const partitions = 12;
const chunk = 10_000;

/**
 * Appends events to the log as a command service would have, only faster: so many creations, and after them one revision of
 * each of the first `revised`. Resolves with the ids of up to `keep` of the notes.
 */
export async function fillLog(
  system: System,
  { notes, revised = 0, keep = 0 }: { notes: number; revised?: number; keep?: number },
): Promise<readonly string[]> {
  const { KAFKA_BROKERS: brokers = '', NOTES_TOPIC: topic = '' } = system.env;
  const config = { brokers: brokers.split(','), topic, clientId: 'bench' };
  const appender = createAppender(config, { logger: createLogger('bench', 'warn') });
  await appender.connect();
  const toRevise: KnownNoteEvent[] = [];
  const ids: string[] = [];
  for (let i = 0; i < notes; i += chunk) {
    const events = Array.from({ length: Math.min(chunk, notes - i) }, (_, k) => creation(i + k));
    await append(events);
    for (const event of events) {
      if (toRevise.length < revised) toRevise.push(event);
      if (ids.length < keep) ids.push(event.subject);
    }
  }
  for (let i = 0; i < toRevise.length; i += chunk) await append(toRevise.slice(i, i + chunk).map(revision));
  await appender.stop();
  return ids;

  async function append(events: readonly KnownNoteEvent[]): Promise<void> {
    const records = Array.from({ length: partitions }, (): { key: string; value: Buffer }[] => []);
    for (const event of events) {
      const value = Buffer.from(writeEvent(event));
      records[partitionOf(event.subject, partitions)]?.push({ key: event.subject, value });
    }
    await Promise.all(records.map((group, partition) => appender.append(partition, group)));
  }
}

const words = ['milk', 'bread', 'salt', 'rye', 'apples', 'the gate', 'a letter', 'the roof', 'tickets', 'paint'];
const word = (i: number): string => words[i % words.length] ?? '';

const stamp = () => ({
  id: randomUUID(),
  commandId: randomUUID(),
  fingerprint: 'bench',
  actor: 'ada',
  time: new Date().toISOString(),
  traceparent: undefined,
});

const creation = (i: number): KnownNoteEvent => ({
  ...stamp(),
  subject: randomUUID(),
  version: 1,
  previous: undefined,
  type: 'notes.NoteCreated.v1',
  data: {
    title: `Note number ${i}: ${word(i)}`,
    description: `Two of the blue ones, and ${word(i * 7)}.`,
    priority: i % 5,
  },
});

const revision = (created: KnownNoteEvent): KnownNoteEvent => ({
  ...stamp(),
  subject: created.subject,
  version: 2,
  previous: created.id,
  type: 'notes.NoteRevised.v1',
  data: { changes: { priority: 9 } },
});
