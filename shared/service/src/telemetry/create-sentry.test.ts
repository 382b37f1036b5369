import { EventEmitter } from 'node:events';
import { type HttpSink, startHttpSink } from '@notes/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../problem-error.ts';
import { createLogger, type Logger } from '../process/logger.ts';
import { createReadiness } from '../process/readiness.ts';
import { type Resource, runService } from '../process/run-service.ts';
import { createTestServer } from '../testing/create-test-server.ts';
import { buildText, createTelemetry } from './create-telemetry.ts';

let sink: HttpSink;
let logger: Logger;
let telemetry: readonly Resource[];
beforeEach(async () => {
  sink = await startHttpSink();
  logger = createLogger('test', 'silent');
  const config = { SENTRY_DSN: `http://0a1b2c@${sink.host}/42`, NOTES_COMMIT: 'bed81a1' };
  ({ resources: telemetry } = await createTelemetry(config, { name: 'test', logger }));
});
afterEach(() => sink.close());

/** An envelope is three lines: its header, that of its only item, and that. */
const reports = () => sink.requests.map(({ body }) => JSON.parse(body.split('\n')[2] ?? ''));

/** All that was reported until now has arrived then: so the stop is what tests wait for. */
async function stop(): Promise<void> {
  for (const resource of telemetry) await resource.stop();
}

const server = () =>
  createTestServer({
    logger,
    register(app) {
      app.post('/v1/broken', { schema: { body: { type: 'object' } } }, () => {
        throw new Error('a bug', { cause: new Error('its cause') });
      });
      app.get('/v1/away', () => {
        throw new ProblemError('unavailable', 'Postgres is away.', { cause: new Error('refused') });
      });
      app.get('/v1/invalid', () => {
        throw new ProblemError('invalid', 'That cannot be.', { errors: [] });
      });
    },
  });

test('an answer of 500 is reported once, with the request id, and with nothing that was sent', async () => {
  await using broken = await server();
  const headers = {
    'x-request-id': 'request-7',
    authorization: 'Bearer hunter2',
    cookie: 'hunter2',
    'x-user': 'hunter2',
    'user-agent': 'hunter2',
  };
  const body = { title: 'hunter2' };
  const { statusCode } = await broken.app.inject({ method: 'POST', url: '/v1/broken', headers, payload: body });
  expect(statusCode).toBe(500);
  await stop();
  expect(sink.requests.map(({ path }) => path.split('?')[0])).toEqual(['/api/42/envelope/']);
  const [report] = reports();
  expect(report).toMatchObject({
    level: 'error',
    release: `notes-test@${buildText('bed81a1')}`,
    tags: { service: 'test', request_id: 'request-7' },
    extra: { message: 'a request failed' },
  });
  const { values } = report.exception;
  expect(values.map(({ value }: { value: string }) => value)).toEqual(['its cause', 'a bug']);
  expect(values[1].stacktrace.frames.at(-1).filename).toContain('create-sentry.test.ts');
  expect(report).not.toHaveProperty('request');
  expect(report).not.toHaveProperty('user');
  expect(report).not.toHaveProperty('server_name');
  expect(JSON.stringify(sink.requests)).not.toContain('hunter2');
});

test('answers of 4xx and 503 are not reported', async () => {
  await using broken = await server();
  const statuses = [];
  for (const url of ['/v1/invalid', '/v1/away', '/v1/nothing'])
    statuses.push((await broken.app.inject({ url })).statusCode);
  expect(statuses).toEqual([422, 503, 404]);
  await stop();
  expect(sink.requests).toEqual([]);
});

test('what is logged as an error is reported, by children of the logger too, what is no more than a warning is not', async () => {
  logger.warn({ err: new Error('expected') }, 'away, trying again');
  logger.error({ loss: 3 }, 'no error in it');
  logger.error({ err: new Error('a loop failed'), noteId: 'note-1' }, 'is begun again');
  logger.child({}).fatal({ err: new Error('the end') }, 'uncaught error');
  await stop();
  expect(reports().map(({ level, exception }) => [level, exception.values[0].value])).toEqual([
    ['error', 'a loop failed'],
    ['fatal', 'the end'],
  ]);
  expect(JSON.stringify(sink.requests)).not.toContain('note-1');
});

test('an uncaught error is reported before the process ends', async () => {
  const host = Object.assign(new EventEmitter(), { exit: vi.fn() });
  await runService({ name: 'test', logger, resources: telemetry, readiness: createReadiness(), host });
  host.emit('uncaughtException', new Error('nobody caught this'));
  await vi.waitFor(() => expect(host.exit).toHaveBeenCalledWith(1));
  expect(reports()).toMatchObject([{ level: 'fatal', exception: { values: [{ value: 'nobody caught this' }] } }]);
});

test('of what was thrown and is no error only a description is reported', async () => {
  logger.error({ err: { title: 'hunter2', toString: () => 'an oddity' } }, 'failed');
  await stop();
  expect(reports()[0].exception.values[0].value).toBe('an oddity');
  expect(sink.requests[0]?.body).not.toContain('hunter2');
});

test('the same error is reported once, and of a storm of errors only the beginning', async () => {
  const err = new Error('again');
  for (let i = 0; i < 5; i++) logger.error({ err }, 'failed');
  for (let i = 0; i < 500; i++) logger.error({ err: new Error(`failure ${i}`) }, 'failed');
  await stop();
  expect(reports().map(({ exception }) => exception.values[0].value)).toContain('failure 0');
  expect(reports().filter(({ exception }) => exception.values[0].value === 'again')).toHaveLength(1);
  expect(reports().length).toBeLessThanOrEqual(20);
});
