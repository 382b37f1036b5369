import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import './steady-connections.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

test.each([0, -3_600_000, 3_600_000])(
  'metadata is asked for anew at its age, the clock stepping by %i ms',
  async (stepMs) => {
    const logger = { namespace: () => logger, debug: () => {} };
    const pool = new BrokerPool({ connectionPoolBuilder: {}, logger, retry: {}, metadataMaxAge: 5_000 });
    const metadata = vi.fn(async () => ({ brokers: [], topicMetadata: [{ topic: 'notes' }] }));
    Object.assign(pool, { seedBroker: { connectionPool: {}, isConnected: () => true, metadata } });
    await pool.refreshMetadataIfNecessary(['notes']);
    vi.setSystemTime(stepMs);
    vi.advanceTimersByTime(4_999);
    await pool.refreshMetadataIfNecessary(['notes']);
    expect(metadata).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await pool.refreshMetadataIfNecessary(['notes']);
    expect(metadata).toHaveBeenCalledTimes(2);
  },
);
