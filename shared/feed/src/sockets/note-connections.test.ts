import { createReadiness } from '@notes/service';
import { expect, test } from 'vitest';
import { noteConnections } from '../create-feed.ts';

test('all connections must be ok, and none of them makes the process not ready', () => {
  const readiness = createReadiness();
  const connection = noteConnections(readiness, 'redis');
  const [first, second] = [connection(), connection()];
  const shown = () => readiness.snapshot().checks['redis'];
  first('ok');
  expect(shown()).toBe('not connected yet');
  second('ok');
  expect(shown()).toBe('ok');
  first('it is a replica');
  second('ok');
  expect(shown()).toBe('it is a replica');
  expect(readiness.ready).toBe(true);
  first('ok');
  expect(shown()).toBe('ok');
});
