import { expect, test } from 'vitest';
import { createLogger } from '../process/logger.ts';
import { createMetrics } from '../process/metrics.ts';
import { createReadiness } from '../process/readiness.ts';
import { createRateLimiter } from './limit-requests.ts';

const perHour = (config: { HOST: string; RATE_LIMIT_PER_HOUR?: number }) =>
  createRateLimiter(
    { REDIS_URL: 'redis://127.0.0.1:6379', REDIS_PREFIX: 'notes.', ...config },
    {
      logger: createLogger('test', 'silent'),
      metrics: createMetrics('test'),
      readiness: createReadiness(),
      name: 'test',
    },
  )?.perHour;

test('there is no limit on loopback, and 2500 requests an hour elsewhere, unless it is said', () => {
  expect(perHour({ HOST: '127.0.0.1' })).toBeUndefined();
  expect(perHour({ HOST: '0.0.0.0' })).toBe(2500);
  expect(perHour({ HOST: '127.0.0.1', RATE_LIMIT_PER_HOUR: 7 })).toBe(7);
  expect(perHour({ HOST: '0.0.0.0', RATE_LIMIT_PER_HOUR: 0 })).toBeUndefined();
});
