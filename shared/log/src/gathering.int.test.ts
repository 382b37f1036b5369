import { fromBeginning } from '@notes/kernel/position';
import { eventually } from '@notes/testing';
import { expect, test } from 'vitest';
import { createTail } from './create-tail.ts';
import { collect } from './testing/collect.ts';
import { freshTopic, silentLogger as logger } from './testing/fresh-topic.ts';

test('a tail that gathers fetches much in few pieces, and all of it in order; what comes alone it fetches at once', async () => {
  const { config, admin } = await freshTopic(1);
  const [gathering, other] = [createTail(config, { logger, gathers: true }), createTail(config, { logger })];
  const [gathered, seen] = [collect(), collect()];
  gathering.start(new Map([[0, fromBeginning]]), gathered);
  other.start(new Map([[0, fromBeginning]]), seen);
  await eventually(() => expect([gathered.states, seen.states]).toEqual([['connected'], ['connected']]));

  // Eight writers at once, so that much comes however long one append takes.
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 100; n++)
      await admin.append(0, [{ key: null, value: Buffer.from(`${writer}.${n}`.padEnd(4_000, '.')) }]);
  });
  await Promise.all(writers);
  await eventually(() => expect([gathered.values().length, seen.values().length]).toEqual([800, 800]));
  expect(gathered.values()).toEqual(seen.values());
  expect(gathered.batches.length).toBeLessThan(seen.batches.length / 2);

  await admin.append(0, [{ key: null, value: Buffer.from('alone') }]);
  await eventually(() => expect(gathered.values().at(-1)).toBe('alone'));
  await Promise.all([gathering.stop(), other.stop(), admin.stop()]);
});
