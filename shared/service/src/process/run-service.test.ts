import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { createReadiness } from './readiness.ts';
import { type Resource, runService } from './run-service.ts';

const logger = createLogger('test', 'silent');
const never = new Promise<never>(() => undefined);

/** A process of which only the signals and the exit are real enough. */
function world(
  resources: (log: string[]) => Resource[],
  times: { readonly stopDeadlineMs?: number; readonly stopDelayMs?: number } = {},
) {
  const log: string[] = [];
  const host = Object.assign(new EventEmitter(), { exit: vi.fn((code: number) => void log.push(`exit ${code}`)) });
  const readiness = createReadiness();
  const drain = (): void => void log.push('drain');
  const started = runService({ name: 'test', logger, resources: resources(log), readiness, host, drain, ...times });
  const exited = vi.waitFor(() => expect(host.exit).toHaveBeenCalled());
  return { log, host, readiness, started, exited };
}

const resource = (log: string[], name: string, over: Partial<Resource> = {}): Resource => ({
  name,
  start: async () => void log.push(`start ${name}`),
  stop: async () => void log.push(`stop ${name}`),
  ...over,
});

test('starts in order, is ready, and on SIGTERM stops in reverse and exits with 0', async () => {
  const { log, host, readiness, started, exited } = world((log) => [resource(log, 'a'), resource(log, 'b')]);
  expect(readiness.ready).toBe(false);
  await started;
  expect(readiness.ready).toBe(true);
  host.emit('SIGTERM');
  expect(readiness.ready).toBe(false);
  await exited;
  expect(log).toEqual(['start a', 'start b', 'stop b', 'stop a', 'exit 0']);
});

test('stops what has begun when a start fails, and exits with 1', async () => {
  const { log, started, exited } = world((log) => [
    resource(log, 'a'),
    resource(log, 'b', { start: () => Promise.reject(new Error('port taken')) }),
    resource(log, 'c'),
  ]);
  await started;
  await exited;
  expect(log).toEqual(['start a', 'stop b', 'stop a', 'exit 1']);
});

test('stops also what is still starting when the signal comes', async () => {
  const { log, host, exited } = world((log) => [resource(log, 'a', { start: () => never }), resource(log, 'b')]);
  host.emit('SIGINT');
  await exited;
  expect(log).toEqual(['stop a', 'exit 0']);
});

test('goes on to the next resource when one fails to stop, and exits with 1', async () => {
  const { log, host, started, exited } = world((log) => [
    resource(log, 'a'),
    resource(log, 'b', { stop: () => Promise.reject(new Error('stuck')) }),
  ]);
  await started;
  host.emit('SIGTERM');
  await exited;
  expect(log).toEqual(['start a', 'start b', 'stop a', 'exit 1']);
});

test('gives up at the deadline and exits with 1', async () => {
  const { log, host, started, exited } = world((log) => [resource(log, 'a', { stop: () => never })], {
    stopDeadlineMs: 20,
  });
  await started;
  host.emit('SIGTERM');
  await exited;
  expect(log).toEqual(['start a', 'exit 1']);
});

test('exits at once on a second signal', async () => {
  const { log, host, started } = world((log) => [resource(log, 'a', { stop: () => never })]);
  await started;
  host.emit('SIGTERM');
  host.emit('SIGINT');
  expect(log).toEqual(['start a', 'exit 1']);
});

test.each(['uncaughtException', 'unhandledRejection'])('stops and exits with 1 on %s', async (event) => {
  const { log, host, started, exited } = world((log) => [resource(log, 'a')]);
  await started;
  host.emit(event, new Error('a bug'));
  await exited;
  expect(log).toEqual(['start a', 'stop a', 'exit 1']);
});

describe('with a delay before it stops', () => {
  const only = (log: string[]) => [resource(log, 'a')];

  test('SIGTERM makes it unready at once, and it serves until the delay is over', async () => {
    const { log, host, readiness, started, exited } = world(only, { stopDelayMs: 50 });
    await started;
    const begin = performance.now();
    host.emit('SIGTERM');
    expect([readiness.ready, log]).toEqual([false, ['start a', 'drain']]);
    await exited;
    expect(performance.now() - begin).toBeGreaterThanOrEqual(49);
    expect(log).toEqual(['start a', 'drain', 'stop a', 'exit 0']);
  });

  test('a second signal ends the delay, and a third everything', async () => {
    const { log, host, started } = world((log) => [resource(log, 'a', { stop: () => never })], { stopDelayMs: 60_000 });
    await started;
    for (const signal of ['SIGTERM', 'SIGINT']) host.emit(signal);
    expect(host.exit).not.toHaveBeenCalled();
    host.emit('SIGTERM');
    expect(log).toEqual(['start a', 'drain', 'exit 1']);
  });

  test('a bug ends the delay, and the process fails', async () => {
    const { log, host, started, exited } = world(only, { stopDelayMs: 60_000 });
    await started;
    host.emit('SIGTERM');
    host.emit('uncaughtException', new Error('a bug'));
    await exited;
    expect(log).toEqual(['start a', 'drain', 'stop a', 'exit 1']);
  });

  test('there is none for a process that has not started', async () => {
    const starting = (log: string[]) => [resource(log, 'a', { start: () => never })];
    const { log, host, exited } = world(starting, { stopDelayMs: 60_000 });
    host.emit('SIGTERM');
    await exited;
    expect(log).toEqual(['stop a', 'exit 0']);
  });
});
