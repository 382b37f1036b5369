import type { Next } from '@notes/kernel';
import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
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

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('passes once the tail has what was in the log when it was asked', async () => {
  const { asked, endOffsets } = broker();
  const reached = new TailProgress();
  let passed = false;
  void new EndBarrier(endOffsets, reached).pass(3).then(() => {
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
  const barrier = new EndBarrier(endOffsets, new TailProgress());
  const passes = [barrier.pass(1), barrier.pass(1), barrier.pass(2)];
  await turn();
  expect(asked.map(({ partitions }) => partitions)).toEqual([[1, 2]]);
  asked[0]?.answer(0);
  await Promise.all(passes);
});

test('never lets a call share a request that was sent before it came', async () => {
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier(endOffsets, new TailProgress());
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

test('rejects when the broker cannot be asked, and asks again next time', async () => {
  const { asked, endOffsets } = broker();
  const barrier = new EndBarrier(endOffsets, new TailProgress());
  const failing = expect(barrier.pass(1)).rejects.toThrow('away');
  await turn();
  asked[0]?.fail(new Error('away'));
  await failing;
  const next = barrier.pass(1);
  await turn();
  asked[1]?.answer(0);
  await next;
});
