import { randomUUID } from 'node:crypto';
import type { NoteEvent } from '@notes/features/notes/domain';
import { taskDefaults } from '@notes/features/tasks/contract';
import type { AnyTaskEvent, KnownTaskEvent } from '@notes/features/tasks/domain';
import { type AnyEvent, partitionOf, writeEvent, writeLogOpened } from '@notes/kernel';
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

  async append(...events: readonly AnyEvent[]): Promise<void> {
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
  const stamp = stampOf(noteId, version, previous);
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

/** A chain of events of one task. */
export function taskChain(length: number, taskId: string = randomUUID()): AnyTaskEvent[] {
  const events: KnownTaskEvent[] = [];
  for (let version = 1; version <= length; version += 1) {
    const stamp = stampOf(taskId, version, events.at(-1)?.id);
    if (version === 1)
      events.push({ ...stamp, type: 'tasks.TaskCreated.v1', data: { title: 'Tidy up', ...taskDefaults } });
    else events.push({ ...stamp, type: 'tasks.TaskRevised.v1', data: { changes: { severity: version } } });
  }
  return events;
}

/** The claim of a value for the first event of a task. */
export const claimOf = (holder: string): AnyEvent => ({
  ...stampOf(randomUUID(), 1, undefined),
  type: 'claims.Claimed.v1',
  data: { aggregate: 'task', field: 'unique_title', holder, at: null },
});

const stampOf = (subject: string, version: number, previous: string | undefined) => ({
  ...{ id: randomUUID(), subject, version, previous, commandId: randomUUID(), fingerprint: 'f' },
  ...{ actor: 'ada', time, traceparent: undefined },
});
