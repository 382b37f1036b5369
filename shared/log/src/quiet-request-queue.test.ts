import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { expect, test, vi } from 'vitest';
import './quiet-request-queue.ts';

const silent = { debug: () => {}, warn: () => {} };
const newQueue = () => new RequestQueue({ requestTimeout: 1_000, enforceRequestTimeout: false, logger: silent });

test('a queue without waiting requests has no timer', () => {
  const queue = newQueue();
  queue.checkPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test('a request that waits for a throttled broker is looked at again when the throttle ends, and never in the past', () => {
  vi.useFakeTimers({ now: 0 });
  const queue = newQueue();
  queue.pending = [{}];
  queue.throttledUntil = 250;
  queue.checkPendingRequests();
  const check = vi.spyOn(queue, 'checkPendingRequests').mockImplementation(() => {});
  vi.advanceTimersByTime(249);
  expect(check).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(check).toHaveBeenCalledOnce();
  queue.destroy();
  vi.useRealTimers();
});
