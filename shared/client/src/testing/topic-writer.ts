import { randomUUID } from 'node:crypto';
import type { NoteEvent } from '@notes/feature-notes/domain';
import { partitionOf, writeEvent, writeLogOpened } from '@notes/kernel';
import { createLogAdmin, type LogAdmin } from '@notes/log';

const partitions = 2;
const time = '2026-01-31T12:00:00.000Z';
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A topic that nobody else has, opened as a log of notes, and somebody who writes to it. */
export class TopicWriter {
  readonly topic: string;
  readonly #admin: LogAdmin;

  private constructor(brokers: readonly string[], topic: string) {
    this.topic = topic;
    this.#admin = createLogAdmin({ brokers, topic, clientId: 'consume-test' }, { logger });
  }

  static async open(
    brokers: readonly string[],
    epoch: string,
    topic = `consume-${randomUUID()}`,
  ): Promise<TopicWriter> {
    const writer = new TopicWriter(brokers, topic);
    await writer.#admin.createTopic({ partitions });
    for (let partition = 0; partition < partitions; partition += 1) {
      const value = Buffer.from(writeLogOpened({ id: randomUUID(), time, epoch, partitions }));
      await writer.#admin.append(partition, [{ key: null, value }]);
    }
    return writer;
  }

  async append(...events: readonly NoteEvent[]): Promise<void> {
    for (const event of events) {
      const record = { key: event.subject, value: Buffer.from(writeEvent(event)) };
      await this.#admin.append(partitionOf(event.subject, partitions), [record]);
    }
  }

  async appendText(partition: number, text: string): Promise<void> {
    await this.#admin.append(partition, [{ key: 'x', value: Buffer.from(text) }]);
  }

  stop(): Promise<void> {
    return this.#admin.stop();
  }
}

export function eventOf(noteId: string, version: number, previous?: string): NoteEvent {
  const stamp = {
    ...{ id: randomUUID(), subject: noteId, version, previous, commandId: randomUUID(), fingerprint: 'f' },
    ...{ actor: 'ada', time, traceparent: undefined },
  };
  if (version === 1)
    return { ...stamp, type: 'notes.NoteCreated.v1', data: { title: 'x', description: '', priority: 0 } };
  return { ...stamp, type: 'notes.NoteRevised.v1', data: { changes: { title: `v${version}` } } };
}

/** A chain of events of one note. */
export function chain(length: number, noteId: string = randomUUID()): NoteEvent[] {
  const events: NoteEvent[] = [];
  for (let version = 1; version <= length; version += 1) events.push(eventOf(noteId, version, events.at(-1)?.id));
  return events;
}
