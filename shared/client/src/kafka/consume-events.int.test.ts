import { randomUUID } from 'node:crypto';
import type { NoteEvent } from '@notes/features/notes/domain';
import { parsePosition } from '@notes/kernel';
import { LogError } from '@notes/log';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { chain, claimOf, eventOf, TopicWriter, taskChain } from '../testing/topic-writer.ts';
import {
  type ConsumedEvent,
  type ConsumedNoteEvent,
  consumeEvents,
  consumeNotes,
  consumeTasks,
  type NotesConsumer,
} from './consume-events.ts';
import type { Checkpoint, Head, NotesStore } from './notes-store.ts';
import type { VoidRecord } from './take-batch.ts';

const brokers = inject('kafkaBrokers').split(',');

/** A database with transactions, of another team: an effect, positions and heads, all saved at once or not. */
class Warehouse implements NotesStore {
  readonly effects: ConsumedNoteEvent[] = [];
  readonly saved = new Map<string, string>();
  readonly headOf = new Map<string, Head>();

  async positions(): Promise<Iterable<string>> {
    return [...this.saved.values()];
  }

  async heads(noteIds: readonly string[]): Promise<ReadonlyMap<string, Head>> {
    return new Map([...this.headOf].filter(([id]) => noteIds.includes(id)));
  }

  save(events: readonly ConsumedNoteEvent[], { position, previous, heads }: Checkpoint): void {
    const [key = ''] = position.split('-');
    if (this.saved.get(key) !== previous) throw new Error('another instance was faster');
    this.effects.push(...events);
    this.saved.set(key, position);
    for (const [id, head] of heads) this.headOf.set(id, head);
  }
}

let writer: TopicWriter;
let topic: string;
const consumers: NotesConsumer[] = [];

beforeEach(async () => {
  writer = await TopicWriter.open(brokers, 'k3f9a2c1');
  topic = writer.topic;
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  await writer.stop();
});

async function consume(
  warehouse: Warehouse,
  more: Partial<Parameters<typeof consumeNotes>[0]> = {},
): Promise<NotesConsumer> {
  const onEvents = (events: readonly ConsumedNoteEvent[], checkpoint: Checkpoint): void =>
    warehouse.save(events, checkpoint);
  const consumer = await consumeNotes({ brokers, topic, groupId: topic, store: warehouse, onEvents, ...more });
  consumers.push(consumer);
  return consumer;
}

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

test('each event that counts is handed over once; duplicates, losers of races and malformed records are not', async () => {
  const warehouse = new Warehouse();
  const voids: VoidRecord[] = [];
  const [one = eventOf('', 1), two = one, three = one] = chain(3);
  const loser = eventOf(one.subject, 2, one.id);
  await writer.append(one, one, two, loser, two, three);
  await writer.appendText(0, '{"not": "an event"}');
  const others = [chain(2), chain(2), chain(2)].flat();
  await writer.append(...others);
  await consume(warehouse, { onVoid: (record) => voids.push(record) });
  await eventually(() => expect(warehouse.effects).toHaveLength(3 + others.length));
  expect(idsOf(warehouse.effects.filter(({ noteId }) => noteId === one.subject))).toEqual(idsOf([one, two, three]));
  await eventually(() =>
    expect(voids.map(({ reason }) => reason).sort()).toEqual(['malformed', ...Array(3).fill('superseded')]),
  );
  const last = warehouse.effects.at(-1);
  expect(parsePosition(last?.position ?? '')?.epoch).toBe('k3f9a2c1');
});

test('of notes and tasks both, or those of one of them; neither has claims among them, nor takes what it leaves out for malformed', async () => {
  const [notes, taskId] = [chain(2), randomUUID()];
  const tasks = taskChain(3, taskId);
  await writer.append(...notes, claimOf(taskId), ...tasks, eventOf(taskId, 1));
  const seen: Record<string, ConsumedEvent[]> = {};
  const voids: VoidRecord[] = [];
  const optionsFor = (name: string) => ({
    ...{ brokers, topic, groupId: `${topic}-${name}` },
    onEvents: (events: readonly ConsumedEvent[]) => {
      seen[name] = [...(seen[name] ?? []), ...events];
    },
    onVoid: (record: VoidRecord) => void voids.push(record),
  });
  consumers.push(await consumeEvents(optionsFor('both')));
  consumers.push(await consumeNotes(optionsFor('notes')));
  consumers.push(await consumeTasks(optionsFor('tasks')));
  await eventually(() => {
    const { both = [], notes: ofNotes = [], tasks: ofTasks = [] } = seen;
    expect(idsOf(both).toSorted()).toEqual(idsOf([...notes, ...tasks]).toSorted());
    expect(idsOf(ofNotes)).toEqual(idsOf(notes));
    expect(idsOf(ofTasks)).toEqual(idsOf(tasks));
    // What has the id of a task is no note, although a consumer of notes is not given the task.
    expect(voids.map(({ reason }) => reason)).toEqual(Array(3).fill('superseded'));
  });
  expect(seen['tasks']?.[0]).toMatchObject({ taskId });
});

test('what is left out moves the checkpoint and the heads, too', async () => {
  const warehouse = new Warehouse();
  const taskId = randomUUID();
  const events = taskChain(3, taskId);
  await writer.append(...events.slice(0, 1));
  const one = await consume(warehouse);
  await eventually(() => expect(warehouse.headOf.get(taskId)).toMatchObject({ version: 1 }));
  await one.stop();
  const voids: VoidRecord[] = [];
  await writer.append(...events.slice(1));
  await consume(warehouse, { onVoid: (record) => voids.push(record) });
  await eventually(() => expect(warehouse.headOf.get(taskId)).toMatchObject({ version: 3 }));
  expect([voids, warehouse.effects]).toEqual([[], []]);
});

test('after a restart it goes on from the position and the heads that were saved', async () => {
  const warehouse = new Warehouse();
  const events = chain(6);
  await writer.append(...events.slice(0, 3));
  const first = await consume(warehouse);
  await eventually(() => expect(warehouse.effects).toHaveLength(3));
  await first.stop();
  const stale = eventOf(events[0]?.subject ?? '', 3, events[1]?.id);
  await writer.append(stale, ...events.slice(3));
  await consume(warehouse);
  await eventually(() => expect(warehouse.effects).toHaveLength(6));
  expect(idsOf(warehouse.effects)).toEqual(idsOf(events));
});

test('what could not be saved comes again, and what was saved although it seemed not does not', async () => {
  const warehouse = new Warehouse();
  const events = chain(4);
  const harms = ['before', 'after', 'none'];
  await writer.append(...events);
  await consume(warehouse, {
    onEvents: (batch, checkpoint) => {
      const harm = harms.length > 1 ? harms.shift() : harms[0];
      if (harm === 'before') throw new Error('the database is away');
      warehouse.save(batch, checkpoint);
      if (harm === 'after') throw new Error('the connection broke after the commit');
    },
  });
  await eventually(() => expect(warehouse.effects).toHaveLength(4), { timeoutMs: 15_000 });
  const later = eventOf(events[0]?.subject ?? '', 5, events[3]?.id);
  await writer.append(later);
  await eventually(() => expect(idsOf(warehouse.effects)).toEqual(idsOf([...events, later])), { timeoutMs: 15_000 });
});

test('instances of a group share the partitions, and hand over each event once between them', async () => {
  const warehouse = new Warehouse();
  const written: NoteEvent[] = [];
  const write = async (): Promise<void> => {
    const events = [chain(2), chain(2), chain(2), chain(2)].flat();
    written.push(...events);
    await writer.append(...events);
  };
  await write();
  await consume(warehouse);
  await write();
  const second = await consume(warehouse);
  await write();
  await eventually(() => expect(warehouse.effects).toHaveLength(written.length), { timeoutMs: 20_000 });
  await second.stop();
  await write();
  await eventually(() => expect(warehouse.effects).toHaveLength(written.length), { timeoutMs: 20_000 });
  expect(new Set(idsOf(warehouse.effects)).size).toBe(written.length);
});

test('without a store everything comes at each start', async () => {
  await writer.append(...chain(3));
  for (const _ of [1, 2]) {
    const seen: number[] = [];
    const onEvents = (events: readonly ConsumedNoteEvent[]): void =>
      void seen.push(...events.map(({ version }) => version));
    const consumer = await consumeNotes({ brokers, topic, groupId: `${topic}-${randomUUID()}`, onEvents });
    await eventually(() => expect(seen).toEqual([1, 2, 3]));
    await consumer.stop();
  }
});

test('a store of another log is refused', async () => {
  const warehouse = new Warehouse();
  warehouse.saved.set('aaaaaaaa:0', 'aaaaaaaa:0-5');
  const consumer = await consume(warehouse).catch((error: unknown) => error);
  const failure =
    consumer instanceof Error ? consumer : await (consumer as NotesConsumer).ended.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(LogError);
  expect(failure).toMatchObject({ kind: 'fatal', message: expect.stringContaining('aaaaaaaa:0-5') });
  expect(warehouse.effects).toEqual([]);
});
