import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { LoggingSettings } from './logging-settings.ts';
import { AuthSettings, httpSettings, LogSettings, PostgresSettings, RedisSettings, TopicSettings } from './settings.ts';

const All = Type.Object({
  ...LogSettings,
  ...TopicSettings,
  ...PostgresSettings,
  ...RedisSettings,
  ...httpSettings(8081),
  ...AuthSettings,
  ...LoggingSettings,
});
const DATABASE_URL = 'postgres://notes:secret@127.0.0.1:5432/notes';

function mistakesOf(env: Record<string, string>): Map<string, string> {
  try {
    loadConfig(All, env);
  } catch (error) {
    if (error instanceof ConfigError) return new Map(error.mistakes.map(({ variable, wrong }) => [variable, wrong]));
    throw error;
  }
  return new Map();
}

test('fills in every default, and leaves what is optional out', () => {
  expect(loadConfig(All, { DATABASE_URL })).toEqual({
    KAFKA_BROKERS: '127.0.0.1:9092',
    KAFKA_SSL: false,
    NOTES_TOPIC: 'notes.events.v1',
    NOTES_PARTITIONS: 12,
    DATABASE_URL,
    DATABASE_POOL_MIN: 0,
    DATABASE_POOL_MAX: 10,
    REDIS_URL: 'redis://127.0.0.1:6379',
    REDIS_PREFIX: 'notes.',
    HOST: '127.0.0.1',
    PORT: 8081,
    STOP_DELAY_MS: 0,
    WRITE_POLICY: 'author',
    LOG_LEVEL: 'info',
  });
});

test('trims, reads numbers and booleans, takes empty for absent, and leaves strangers alone', () => {
  const env = {
    DATABASE_URL: ` ${DATABASE_URL} `,
    PORT: ' 9000 ',
    KAFKA_SSL: 'TRUE',
    HOST: '',
    PATH: '/bin',
    NOTES_MODE: 'x',
  };
  const config = loadConfig(All, env);
  expect(config).toMatchObject({ DATABASE_URL, PORT: 9000, KAFKA_SSL: true, HOST: '127.0.0.1' });
  expect(config).not.toHaveProperty('PATH');
});

test('lists all mistakes at once', () => {
  const mistakes = mistakesOf({
    PORT: '80x',
    NOTES_PARTITIONS: '0',
    LOG_LEVEL: 'loud',
    KAFKA_SSL: 'maybe',
    AUTH_JWT_SECRET: 'short',
  });
  expect([...mistakes.keys()].sort()).toEqual([
    'AUTH_JWT_SECRET',
    'DATABASE_URL',
    'KAFKA_SSL',
    'LOG_LEVEL',
    'NOTES_PARTITIONS',
    'PORT',
  ]);
  expect(mistakes.get('DATABASE_URL')).toBe('is not set');
});

test('refuses the same port for all and for probes, unless each is any that is free', () => {
  expect(mistakesOf({ DATABASE_URL, PORT: '9000', ADMIN_PORT: '9000' }).get('ADMIN_PORT')).toBe('is 9000, as PORT is');
  expect(mistakesOf({ DATABASE_URL, PORT: '0', ADMIN_PORT: '0' }).size).toBe(0);
});

test('says what to write, and does not repeat what was written', () => {
  expect(() => loadConfig(All, { DATABASE_URL: 'hunter2' })).toThrow(
    /DATABASE_URL does not fit.*For instance: postgres:/,
  );
  expect(() => loadConfig(All, { DATABASE_URL: 'hunter2' })).not.toThrow(/hunter2/);
  expect(() => loadConfig(All, { DATABASE_URL, PORT: '70000' })).toThrow(/Write a whole number from 0 to 65535/);
  expect(() => loadConfig(All, { DATABASE_URL, WRITE_POLICY: 'x' })).toThrow(/Write one of: author, any\./);
});

test.each(['0x10', '1e3', '1.5', '٣'])('takes %s for no whole number', (text) => {
  expect(mistakesOf({ DATABASE_URL, PORT: text }).has('PORT')).toBe(true);
});

const dsn = 'https://0123456789abcdef@o7.ingest.sentry.example:8443/path/42';

test.each([
  { SENTRY_DSN: dsn },
  { SENTRY_DSN: 'http://key:secret@[::1]:9000/1' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example/otlp/' },
])('takes %o', (env) => {
  expect(loadConfig(All, { DATABASE_URL, ...env })).toMatchObject(env);
});

test.each([
  { SENTRY_DSN: 'https://sentry.example/42' },
  { SENTRY_DSN: 'https://0123456789abcdef@sentry.example' },
  { SENTRY_DSN: dsn.replace('https', 'ftp') },
  { OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318?x=1' },
])('refuses %o', (env) => {
  expect([...mistakesOf({ DATABASE_URL, ...env }).keys()]).toEqual(Object.keys(env));
});
