import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { stopSignals } from './invocation.ts';
import { notableLine } from './keep-running.ts';
import { servicePlans, wantedPorts } from './service-plan.ts';
import { summary } from './stack-file.ts';

test.each([
  ['{"level":30,"msg":"listening"}', undefined],
  ['{"level":40,"msg":"slow"}', 'warning: slow'],
  ['{"level":50,"msg":"no answer","err":{"message":"ECONNREFUSED"}}', 'error: no answer: ECONNREFUSED'],
  ['{"level":50,"msg":"ECONNREFUSED","err":{"message":"ECONNREFUSED"}}', 'error: ECONNREFUSED'],
  ['    at file:///main.js:3:1', '    at file:///main.js:3:1'],
  ['  ', undefined],
])('shows of the log line %s: %s', (line, shown) => {
  expect(notableLine(line)).toBe(shown);
});

test('cuts a long line', () => {
  expect(notableLine('x'.repeat(1000))).toHaveLength(201);
});

const servers = { kafkaBrokers: 'k:1', databaseUrl: 'postgres://d', redisUrl: 'redis://r' };
const ports = { gateway: 8084, command: 8081, query: 8085, projector: 8083 };

test('gives each service its servers, its port and its neighbours', () => {
  const plans = servicePlans('/repo', servers, ports, { LOG_LEVEL: 'warn', PORT: '9000', KAFKA_BROKERS: 'other:1' });
  const gateway = plans.find(({ name }) => name === 'gateway');
  expect(gateway?.args).toEqual(['/repo/services/gateway/dist/bundle.js']);
  expect(gateway?.env).toEqual({
    LOG_LEVEL: 'warn',
    KAFKA_BROKERS: 'k:1',
    DATABASE_URL: 'postgres://d',
    REDIS_URL: 'redis://r',
    HOST: '127.0.0.1',
    PORT: '8084',
    COMMAND_URL: 'http://127.0.0.1:8081',
    QUERY_URL: 'http://127.0.0.1:8085',
  });
});

test('opens only the gateway to other machines when HOST says so', () => {
  const hosts = servicePlans('/repo', servers, ports, { HOST: '0.0.0.0' }).map(({ name, env }) => [name, env['HOST']]);
  expect(Object.fromEntries(hosts)).toEqual({
    gateway: '0.0.0.0',
    command: '127.0.0.1',
    query: '127.0.0.1',
    projector: '127.0.0.1',
  });
});

test('takes PORT for the gateway', () => {
  expect(wantedPorts({ PORT: '9000' }).gateway).toBe(9000);
  expect(wantedPorts({}).gateway).toBe(8080);
  expect(wantedPorts({ PORT: ' ' }).gateway).toBe(8080);
});

test.each(['http', '99999', '0', '-1', '80.5', 'tcp://10.0.0.1:80'])('refuses PORT=%s', (PORT) => {
  expect(() => wantedPorts({ PORT })).toThrow(`PORT is ${PORT}: write a whole number from 1 to 65535`);
});

test('stops once for the two signals of one Ctrl-C, and at once for a second', () => {
  const source = new EventEmitter();
  let time = 0;
  let atOnce = 0;
  const { stop, release } = stopSignals(
    source as never,
    () => (atOnce += 1),
    () => time,
  );
  expect(stop.aborted).toBe(false);
  source.emit('SIGINT');
  time = 100;
  source.emit('SIGINT');
  expect([stop.aborted, atOnce]).toEqual([true, 0]);
  time = 2_000;
  source.emit('SIGINT');
  expect(atOnce).toBe(1);
  release();
  expect(source.eventNames()).toEqual([]);
});

const kafka = { name: 'kafka', origin: 'embedded', description: 'Apache Kafka on 127.0.0.1:9092' } as const;

test('sums up where everything is, with a command to paste', () => {
  const urls = { command: 'http://127.0.0.1:8081', gateway: 'http://127.0.0.1:8080' };
  const text = summary(urls, [kafka], '.local', false);
  expect(text).toContain('Notes is running.   http://127.0.0.1:8080/');
  expect(text).toContain('Apache Kafka on 127.0.0.1:9092, embedded');
  expect(text).toContain(
    `curl -i http://127.0.0.1:8080/v1/notes \\\n  -H 'content-type: application/json' -d '{"title": "My first note"}'`,
  );
  expect(text).not.toContain('authorization');
  expect(summary(urls, [kafka], '.local', true)).toContain("-H 'authorization: Bearer <token>' \\");
});

test.each([
  ['.local', '. .local/env;'],
  ['ö/日本 x/.local', ". 'ö/日本 x/.local/env';"],
  ["it's #1/.local", ". 'it'\\''s #1/.local/env';"],
])('names the folder %s as a shell reads it', (dir, words) => {
  expect(summary({ gateway: 'http://127.0.0.1:8080' }, [], dir, false)).toContain(`${words} node `);
});
