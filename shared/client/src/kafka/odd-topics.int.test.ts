import { otherClient } from '@notes/log/testing';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { chain, TopicWriter } from '../testing/topic-writer.ts';
import { type ConsumedNoteEvent, consumeNotes, type NotesConsumer } from './consume-events.ts';
import type { VoidRecord } from './take-batch.ts';

const brokers = inject('kafkaBrokers').split(',');
let writer: TopicWriter;
let consumer: NotesConsumer | undefined;

beforeEach(async () => {
  writer = await TopicWriter.open(brokers, 'k3f9a2c1');
});
afterEach(async () => {
  await consumer?.stop();
  await writer.stop();
});

/** Does to the topic what Kafka's own tools do for an administrator. */
async function administer(act: (admin: ReturnType<ReturnType<typeof otherClient>['admin']>) => Promise<unknown>) {
  const admin = otherClient({ brokers }).admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [writer.topic] });
  await act(admin);
  await admin.disconnect();
}

/** Consumes into these lists. */
async function consume(events: ConsumedNoteEvent[], voids: VoidRecord[] = []): Promise<void> {
  consumer = await consumeNotes({
    ...{ brokers, topic: writer.topic, groupId: `${writer.topic}-odd` },
    onEvents: (some) => void events.push(...some),
    onVoid: (record) => void voids.push(record),
  });
}

test('events are those of the partitions that the log was opened with, whatever was added since', async () => {
  const { topic } = writer;
  await administer((admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] }));
  const notes = Array.from({ length: 6 }, () => chain(2));
  const events: ConsumedNoteEvent[] = [];
  const voids: VoidRecord[] = [];
  await consume(events, voids);
  await writer.append(...notes.flat());
  await eventually(() =>
    expect(new Set(events.map(({ id }) => id))).toEqual(new Set(notes.flat().map(({ id }) => id))),
  );
  expect(voids).toEqual([]);
});

test('the first record of the log deleted, another one tells which log it is', async () => {
  const [first, second] = [chain(1), chain(1)];
  const { topic } = writer;
  await administer((admin) => admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '1' }] }));
  const ended = consume([]).then(() => consumer?.ended);
  await writer.append(...first, ...second);
  // What is missing it cannot know: nothing is passed over in silence.
  await expect(ended).rejects.toMatchObject({ kind: 'out-of-range' });
});
