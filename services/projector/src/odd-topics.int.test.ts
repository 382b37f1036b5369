import { created, recordOf } from '@notes/features/notes/testing';
import { otherClient } from '@notes/log/testing';
import { eventually } from '@notes/testing';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createWorld, placeOf, type World } from './testing/start-projector.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.end());

const createNote = async (id: number) => {
  const event = created({ id, note: id, version: 1 });
  await world.append(placeOf(event.subject), [recordOf(0, event)]);
};
const noteCount = async () => (await world.model.pool.query('select from notes')).rowCount;

/** Does to the topic what Kafka's own tools do for an administrator. */
async function administer(act: (admin: ReturnType<ReturnType<typeof otherClient>['admin']>) => Promise<unknown>) {
  const admin = otherClient({ brokers: inject('kafkaBrokers').split(',') }).admin();
  await admin.connect();
  await admin.fetchTopicMetadata({ topics: [world.topic] });
  await act(admin);
  await admin.disconnect();
}

const deleteUpTo = (offset: number, partitions: readonly number[]) =>
  administer((admin) =>
    admin.deleteTopicRecords({
      topic: world.topic,
      partitions: partitions.map((partition) => ({ partition, offset: String(offset) })),
    }),
  );

test('partitions added to the topic change nothing: it goes on, and a later start too', async () => {
  const first = await world.start();
  await createNote(1);
  await eventually(async () => expect(await noteCount()).toBe(1));
  await administer((admin) => admin.createPartitions({ topicPartitions: [{ topic: world.topic, count: 7 }] }));
  const stray = recordOf(0, created({ id: 9, note: 9, version: 1 }));
  await eventually(() => world.append(5, [stray]));
  await createNote(2);
  await eventually(async () => expect(await noteCount()).toBe(2));
  await first.stop();
  const { app } = await world.start();
  await createNote(3);
  await eventually(async () => expect(await noteCount()).toBe(3), { timeoutMs: 15_000 });
  await eventually(() => expect(app.readiness.snapshot()).toMatchObject({ ready: true }));
  await eventually(() =>
    expect(app.readiness.snapshot().checks['topic']).toContain('the 1 records in them have no effect'),
  );
});

test('the first record deleted, it goes on, also when nothing is left that opens the log', async () => {
  const first = await world.start();
  for (let id = 1; id < 12; id++) await createNote(id);
  await eventually(async () => expect(await noteCount()).toBe(11));
  await first.stop();
  for (const partitions of [[0], [0, 1, 2]]) {
    await deleteUpTo(1, partitions);
    const again = await world.start();
    await eventually(() => expect(again.app.readiness.snapshot()).toMatchObject({ ready: true }), {
      timeoutMs: 15_000,
    });
    await eventually(() =>
      expect(again.app.readiness.snapshot().checks['topic']).toContain('the beginning of the log has been deleted'),
    );
    await again.stop();
  }
  await createNote(12);
  await world.start();
  await eventually(async () => expect(await noteCount()).toBe(12), { timeoutMs: 15_000 });
});

test('all that is applied deleted, as by a retention that was left at a week, it goes on', async () => {
  const first = await world.start();
  for (let id = 1; id < 12; id++) await createNote(id);
  await eventually(async () => expect(await noteCount()).toBe(11));
  await first.stop();
  for (const [partition, end] of await world.admin.endOffsets([0, 1, 2])) await deleteUpTo(end, [partition]);
  const { app } = await world.start();
  await createNote(12);
  await eventually(async () => expect(await noteCount()).toBe(12), { timeoutMs: 15_000 });
  expect(app.readiness.snapshot().checks['log']).toBe('ok');
});

test('what is not applied deleted, nothing is applied any more, and it is said why', async () => {
  for (let id = 1; id < 12; id++) await createNote(id);
  await deleteUpTo(1, [1]);
  const { app } = await world.start();
  await eventually(() => expect(app.readiness.snapshot().checks['log']).toContain('no database can be built from it'));
  expect(await noteCount()).toBe(0);
});
