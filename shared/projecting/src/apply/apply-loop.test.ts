import { nextAt } from '@notes/kernel/testing';
import type { LogGate } from '@notes/service';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApplyLoop } from './apply-loop.ts';

// No pause between two attempts.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a transaction that fails is repeated, told once, and told as an error when it goes on failing', async () => {
  const stopping = new AbortController();
  const failure = new Error('a fault of ours');
  const connect = vi.fn().mockRejectedValue(failure);
  let attempts = 0;
  const logger = {
    info: vi.fn(),
    warn: vi.fn(),
    error: vi.fn(() => {
      attempts = connect.mock.calls.length;
    }),
  };
  const gate = {
    whenOpen: async () => ({ epoch: 'k3f9a2c1', partitions: 1 }),
    invalidate: () => {},
  } as unknown as LogGate;
  const loop = createApplyLoop({
    ...{ gate, logger, signal: stopping.signal, tracer: undefined },
    pool: { connect } as unknown as pg.Pool,
    readModel: {} as never,
    readiness: { set: () => {}, note: () => {} } as never,
    onApplied: () => {},
    onFailed: () => {},
  });
  void loop.offer({ partition: 0, from: nextAt(0), next: nextAt(1), end: nextAt(1), records: [] }, () => false);
  await vi.waitFor(() => expect(connect.mock.calls.length).toBeGreaterThan(20));
  expect(logger.error).toHaveBeenCalledExactlyOnceWith({ err: failure }, expect.any(String));
  expect(logger.warn).toHaveBeenCalledTimes(1);
  expect(attempts).toBe(11);
  stopping.abort();
  await loop.drain();
});
