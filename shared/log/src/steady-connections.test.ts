import RequestQueue, { type SocketRequest } from 'kafkajs/src/network/requestQueue/index.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttledSeconds } from './steady-connections.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const hourMs = 3_600_000;
const silent = { debug: () => {}, warn: () => {} };
const newQueue = (enforceRequestTimeout = false): RequestQueue =>
  new RequestQueue({ requestTimeout: 1_000, enforceRequestTimeout, logger: silent });

test('a queue without waiting requests has no timer', () => {
  const queue = newQueue();
  queue.checkPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test.each([0, -hourMs, hourMs])(
  'a request that waits for a throttled broker is looked at again when the throttle ends, the clock stepping by %i ms',
  (stepMs) => {
    const queue = newQueue();
    queue.pending = [{}];
    queue.maybeThrottle(250);
    queue.checkPendingRequests();
    vi.setSystemTime(stepMs);
    const check = vi.spyOn(queue, 'checkPendingRequests').mockImplementation(() => {});
    vi.advanceTimersByTime(249);
    expect(check).not.toHaveBeenCalled();
    expect(queue.canSendSocketRequestImmediately()).toBe(false);
    vi.advanceTimersByTime(1);
    expect(check).toHaveBeenCalledOnce();
    expect(queue.canSendSocketRequestImmediately()).toBe(true);
    queue.destroy();
  },
);

test('how long brokers hold this process back is added up', () => {
  const before = throttledSeconds();
  newQueue().maybeThrottle(250);
  newQueue().maybeThrottle(1_000);
  const queue = newQueue();
  for (const nothing of [0, null, undefined]) queue.maybeThrottle(nothing);
  expect(throttledSeconds() - before).toBeCloseTo(1.25);
  expect(queue.canSendSocketRequestImmediately()).toBe(true);
});

test.each([0, -hourMs, hourMs])(
  'a request is given up when its time is over, the clock stepping by %i ms',
  (stepMs) => {
    const queue = newQueue(true);
    queue.scheduleRequestTimeoutCheck();
    const timeoutRequest = vi.fn(() => void queue.inflight.clear());
    const request: SocketRequest = {
      requestTimeout: 1_000,
      send: () => void queue.inflight.set(1, request),
      timeoutRequest,
      ...{ expectResponse: true },
    };
    queue.sendSocketRequest(request);
    vi.setSystemTime(stepMs);
    vi.advanceTimersByTime(1_000);
    expect(timeoutRequest).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(timeoutRequest).toHaveBeenCalledOnce();
    queue.destroy();
  },
);
