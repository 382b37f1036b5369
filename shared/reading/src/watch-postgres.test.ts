import { createReadiness } from '@notes/service';
import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPostgres } from './watch-postgres.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('why Postgres refuses stands in the log, once when it begins and once when it is over', async () => {
  let refusal: Error | undefined = new Error('password authentication failed for user "notes"');
  const query = async () => {
    if (refusal !== undefined) throw refusal;
    return { rows: [['k3f9a2c1:0-1']] };
  };
  const pool = { query, end: async () => {} } as unknown as Pool;
  const lines: string[] = [];
  const line = (fields: object | string, text?: string) => lines.push(`${text}: ${JSON.stringify(fields)}`);
  const readiness = createReadiness();
  const watch = watchPostgres(pool, { readiness, logger: { info: line, warn: line } as never });
  await watch.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(readiness.snapshot().checks['postgres']).toContain('password authentication failed');
  expect(lines).toEqual([
    expect.stringMatching(/^postgres: the read model cannot be read: .*password authentication failed for user/),
  ]);
  refusal = undefined;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('can be read again');
  await watch.stop();
});
