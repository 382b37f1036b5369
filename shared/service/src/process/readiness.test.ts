import { expect, test } from 'vitest';
import { createReadiness } from './readiness.ts';

test('is ready when all that was asked about is ok', () => {
  const readiness = createReadiness();
  readiness.set('postgres', 'connection refused');
  readiness.set('kafka', 'ok');
  expect(readiness.snapshot()).toEqual({ ready: false, checks: { postgres: 'connection refused', kafka: 'ok' } });
  readiness.set('postgres', 'ok');
  expect(readiness.ready).toBe(true);
});

test('is never ready again once it is stopping', () => {
  const readiness = createReadiness();
  readiness.set('postgres', 'ok');
  readiness.stopping();
  readiness.set('process', 'ok');
  expect(readiness.snapshot()).toEqual({ ready: false, checks: { postgres: 'ok', process: 'stopping' } });
});

test('shows what is merely noted, but waits for none of it', () => {
  const readiness = createReadiness();
  readiness.set('redis', 'connection refused');
  readiness.note('redis', 'connection refused');
  expect(readiness.snapshot()).toEqual({ ready: true, checks: { redis: 'connection refused' } });
});

test('knows since when each is as it is, whatever the words', () => {
  const readiness = createReadiness();
  const sinceMs = () => new Map(readiness.states()).get('postgres')?.sinceMs;
  readiness.set('postgres', 'connection refused');
  const refused = sinceMs();
  readiness.note('postgres', 'it does not answer');
  expect(sinceMs()).toBe(refused);
  readiness.set('postgres', 'ok');
  expect(sinceMs()).toBeGreaterThan(refused ?? 0);
});
