import { nextAt } from '@notes/kernel/testing';
import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import { createAppender } from './create-appender.ts';
import { createTail } from './create-tail.ts';
import { collect } from './testing/collect.ts';
import { freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';

const recordsOf = (...values: readonly string[]) => values.map((value) => ({ key: null, value: Buffer.from(value) }));

test('what is appended where reading stands is handed over with the acknowledgement, and once', async () => {
  const { config, admin } = await freshTopic(2);
  const tail = createTail(config, { logger });
  const appender = createAppender(config, { logger, onAppended: tail.offer });
  const seen = collect();
  tail.start(new Map([0, 1].map((partition) => [partition, nextAt(0)])), seen);
  await eventually(() => expect(seen.states).toEqual(['connected']));
  await Promise.all([appender.append(0, recordsOf('a', 'b')), appender.append(0, recordsOf('c'))]);
  expect(seen.values(0)).toEqual(['a', 'b', 'c']);
  await appender.append(1, recordsOf('x'));
  expect(seen.values(1)).toEqual(['x']);
  await admin.append(0, recordsOf('of another'));
  await eventually(() => expect(seen.values(0)).toEqual(['a', 'b', 'c', 'of another']));
  expect(seen.values(1)).toEqual(['x']);
  await tail.stop();
  await appender.stop();
  await admin.stop();
});

test('what is appended elsewhere than where reading stands, or before it has begun, is read in its turn', async () => {
  const { config, admin } = await freshTopic(1);
  const tail = createTail(config, { logger });
  const seen = collect();
  const offered = { partition: 0, from: nextAt(0), next: nextAt(1), end: nextAt(1), records: [] };
  tail.offer(offered);
  tail.start(new Map([[0, nextAt(0)]]), seen);
  tail.offer(offered);
  await eventually(() => expect(seen.states).toEqual(['connected']));
  tail.offer({ ...offered, from: nextAt(1), next: nextAt(2) });
  await admin.append(0, recordsOf('a', 'b'));
  await eventually(() => expect(seen.values()).toEqual(['a', 'b']));
  tail.offer(offered);
  await admin.append(0, recordsOf('c'));
  await eventually(() => expect(seen.values()).toEqual(['a', 'b', 'c']));
  await tail.stop();
  await admin.stop();
});

test('of two who append and read at once, each hands over the log as it stands', async () => {
  const { config, admin } = await freshTopic(2);
  const writers = ['a', 'b'].map((name) => {
    const tail = createTail(config, { logger });
    return { name, tail, seen: collect(), appender: createAppender(config, { logger, onAppended: tail.offer }) };
  });
  for (const { tail, seen } of writers) tail.start(new Map([0, 1].map((partition) => [partition, nextAt(0)])), seen);
  await Promise.all(
    writers.map(async ({ name, appender }) => {
      for (let index = 0; index < 150; index++)
        await appender.append(index % 2, recordsOf(`${name}${index}`, `${name}${index}+`));
    }),
  );
  const reader = createTail(config, { logger });
  const log = collect();
  reader.start(new Map([0, 1].map((partition) => [partition, nextAt(0)])), log);
  await eventually(() => expect([...log.values(0), ...log.values(1)]).toHaveLength(600));
  for (const { seen } of writers)
    await eventually(() => expect([seen.values(0), seen.values(1)]).toEqual([log.values(0), log.values(1)]));
  await Promise.all([...writers.flatMap(({ tail, appender }) => [tail.stop(), appender.stop()]), reader.stop()]);
  await admin.stop();
});
