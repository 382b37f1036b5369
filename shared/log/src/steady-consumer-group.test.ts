import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

describe('a heartbeat, the clock stepping by an hour', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([-3_600_000, 3_600_000])('(%i ms) is sent when the interval has passed, and not before', async (stepMs) => {
    const logger = { namespace: () => logger };
    const group = new ConsumerGroup({ logger, retry: {}, instrumentationEmitter: { emit: () => {} } });
    const coordinator = { heartbeat: vi.fn(async () => {}) };
    Object.assign(group, { memberId: 'ada', coordinator });
    await group.heartbeat({ interval: 1_000 });
    vi.setSystemTime(stepMs);
    await group.heartbeat({ interval: 1_000 });
    expect(coordinator.heartbeat).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    await group.heartbeat({ interval: 1_000 });
    expect(coordinator.heartbeat).toHaveBeenCalledTimes(2);
  });
});
