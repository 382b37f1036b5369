import type { Next } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { eventually, movableClocks } from '@notes/testing';
import { expect, onTestFinished, test } from 'vitest';
import { EndBarrier, TailProgress } from './tail-progress.ts';

/** A broker whose answers are given by hand. */
function broker() {
  const asked: { partitions: readonly number[]; answer: (end: number) => void; fail: (error: Error) => void }[] = [];
  const endOffsets = (partitions: readonly number[]) =>
    new Promise<ReadonlyMap<number, Next>>((resolve, fail) => {
      asked.push({
        partitions,
        fail,
        answer: (end) => resolve(new Map(partitions.map((partition) => [partition, nextAt(end)]))),
      });
    });
  return { asked, endOffsets };
}

/** One leader for all. */
const leaderOf = () => '1';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('passes once the tail has what was in the log when it was asked', async () => {
  const { asked, endOffsets } = broker();
  const reached = new TailProgress();
  let passed = false;
  void new EndBarrier({ endOffsets, leaderOf }, reached).pass(3).then(() => {
    passed = true;
  });
  await turn();
  asked[0]?.answer(7);
  reached.advance(3, nextAt(6));
  await turn();
  expect(passed).toBe(false);
  reached.advance(3, nextAt(7));
  await turn();
  expect(passed).toBe(true);
});

test('shares one request between all calls of a tick', async () => {
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier({ endOffsets, leaderOf }, new TailProgress());
  const passes = [barrier.pass(1), barrier.pass(1), barrier.pass(2)];
  await turn();
  expect(asked.map(({ partitions }) => partitions)).toEqual([[1, 2]]);
  asked[0]?.answer(0);
  await Promise.all(passes);
});

test('never lets a call share a request that was sent before it came', async () => {
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier({ endOffsets, leaderOf }, new TailProgress());
  const first = barrier.pass(1);
  await turn();
  const second = barrier.pass(1);
  const third = barrier.pass(1);
  await turn();
  expect(asked).toHaveLength(1);
  asked[0]?.answer(0);
  await first;
  await turn();
  expect(asked).toHaveLength(2);
  asked[1]?.answer(0);
  await Promise.all([second, third]);
});

test('asks again for a while where the leader does not answer, and then rejects', async () => {
  const clocks = movableClocks();
  onTestFinished(clocks.restore);
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier({ endOffsets, leaderOf }, new TailProgress());
  const passed = barrier.pass(1);
  await turn();
  asked[0]?.fail(new Error('away'));
  await eventually(() => expect(asked).toHaveLength(2));
  asked[1]?.answer(0);
  await passed;
  const failing = expect(barrier.pass(1)).rejects.toThrow('gone');
  await turn();
  clocks.pass(3_000);
  asked[2]?.fail(new Error('gone'));
  await failing;
});

test('a leader that does not answer holds up no question to another', async () => {
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier({ endOffsets, leaderOf: (partition) => `${partition % 2}` }, new TailProgress());
  void barrier.pass(1);
  await turn();
  const passes = [barrier.pass(2), barrier.pass(4)];
  await turn();
  expect(asked.map(({ partitions }) => partitions)).toEqual([[1], [2, 4]]);
  asked[1]?.answer(0);
  await Promise.all(passes);
});
