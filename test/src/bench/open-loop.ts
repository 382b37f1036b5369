import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Calls `act` at a steady rate for so many seconds, or until it is over, whether earlier calls have ended or not, and waits for the last
 * of them: so that a slow answer delays nobody else, and is counted.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  act: () => Promise<void>,
  isOver: () => boolean = () => false,
): Promise<void> {
  const calls: Promise<void>[] = [];
  const began = performance.now();
  for (let due = 0; due < perSecond * seconds && !isOver(); ) {
    const now = ((performance.now() - began) / 1000) * perSecond;
    for (; due < Math.min(now, perSecond * seconds); due++) calls.push(act());
    await wait(Math.max(1, (due / perSecond) * 1000 - (performance.now() - began)));
  }
  await Promise.all(calls);
}
