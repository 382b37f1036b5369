import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { expect, test } from 'vitest';
import './steady-consumer-group.ts';

/** A group whose attempts to join end as given, one after the other: with an error of that type, or well. */
function groupThat(...outcomes: readonly (string | undefined)[]) {
  const left = [...outcomes];
  const retrier = async (): Promise<void> => {
    const type = left.shift();
    if (type !== undefined) throw Object.assign(new Error(type), { type });
  };
  return { left, joining: ConsumerGroup.prototype.joinAndSync.call({ retrier } as never) };
}

test('joins again while the coordinator is loading the group', async () => {
  const { left, joining } = groupThat('GROUP_LOAD_IN_PROGRESS', 'GROUP_LOAD_IN_PROGRESS', undefined);
  await joining;
  expect(left).toEqual([]);
});

test('ends with any other refusal to let it in', async () => {
  const { left, joining } = groupThat('GROUP_AUTHORIZATION_FAILED', undefined);
  await expect(joining).rejects.toThrow('GROUP_AUTHORIZATION_FAILED');
  expect(left).toHaveLength(1);
});
