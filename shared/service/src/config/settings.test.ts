import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';
import { processSettings } from './settings.ts';

const All = Type.Object(Object.assign({}, ...Object.values(processSettings)));
const DATABASE_URL = 'postgres://notes:secret@127.0.0.1:5432/notes';

/** What is wrong, by variable. */
function mistakesIn(env: Record<string, string>): Record<string, string> {
  try {
    loadConfig(All, { DATABASE_URL, ...env });
    return {};
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return Object.fromEntries(error.mistakes.map(({ variable, wrong }) => [variable, wrong]));
  }
}

test.each([
  ['KAFKA_BROKERS', 'kafka', /holds kafka, which is not host:port/],
  ['KAFKA_BROKERS', 'kafka:9092,kafka:99999', /holds kafka:99999/],
  ['KAFKA_BROKERS', 'me:secret@kafka:9092', /holds something, which/],
  ['KAFKA_BROKERS', ' , ', /names no broker/],
  ['NOTES_TOPIC', '..', /does not fit/],
  ['DATABASE_URL', 'postgres://127.0.0.1:99999/notes', /cannot be used: Invalid URL/],
  ['DATABASE_URL', 'postgres://127.0.0.1/notes?sslrootcert=/nowhere/ca.pem', /cannot be used: ENOENT.*ca\.pem/],
  ['DATABASE_URL', 'mysql://127.0.0.1/notes', /does not fit/],
  ['REDIS_URL', 'redis://127.0.0.1:99999', /is no address/],
  ['REDIS_URL', 'redis://:se%zzcret@127.0.0.1', /has a %/],
  ['REDIS_URL', 'redis://127.0.0.1/notes', /not the number of a database/],
  ['PORT', '99999', /does not fit/],
  ['PORT', 'tcp://10.0.0.1:80', /does not fit/],
  ['TRUST_PROXY', 'junk', /holds junk, which is no address and no network/],
  ['TRUST_PROXY', '10.0.0.0/8, 10.0.0.0/99', /holds 10\.0\.0\.0\/99/],
  ['CORS_ORIGINS', 'https://a.example,https://b.example:99999', /is no address/],
  ['AUTH_JWKS_URL', 'https://[id.example/keys', /is no address/],
  ['SENTRY_DSN', 'https://key@sentry.example:99999/1', /is no address/],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://traces.example:99999', /is no address/],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=1,b', /holds b, which is not name=value/],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=1%', /holds a=1%/],
  ['COMMAND_URL', 'http://127.0.0.1:99999', /is no address/],
  ['QUERY_URL', 'ftp://127.0.0.1', /does not fit/],
  ['RATE_LIMIT_PER_HOUR', '9'.repeat(400), /does not fit/],
  ['LOG_LEVEL', 'loud', /does not fit/],
])('%s=%s is found wrong before anything starts', (variable, value, wrong) => {
  const mistakes = mistakesIn({ [variable]: value });
  expect(mistakes).toEqual({ [variable]: expect.stringMatching(wrong) });
  expect(JSON.stringify(mistakes)).not.toContain('secret');
});

test.each([
  ['KAFKA_BROKERS', 'kafka-1:9092, [::1]:9092'],
  ['DATABASE_URL', 'postgres://notes:100%@db.example/notes?sslmode=require'],
  ['DATABASE_URL', 'postgres:///notes?host=/var/run/postgresql'],
  ['DATABASE_URL', 'postgres://notes@/notes?host=/var/run/postgresql'],
  ['REDIS_URL', 'rediss://default:a%2Fb@cache.example:6380/3'],
  ['TRUST_PROXY', '10.0.0.0/8, ::1, fd00::/8, 0.0.0.0/0'],
  ['CORS_ORIGINS', 'https://a.example, http://localhost:5173'],
])('%s=%s is fine', (variable, value) => {
  expect(mistakesIn({ [variable]: value })).toEqual({});
});

test('a certificate that can be read is fine', () => {
  const dir = mkdtempSync(join(tmpdir(), 'notes-settings-'));
  try {
    writeFileSync(join(dir, 'ca.pem'), 'a certificate');
    expect(mistakesIn({ DATABASE_URL: `${DATABASE_URL}?sslrootcert=${join(dir, 'ca.pem')}` })).toEqual({});
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('settings that contradict each other are told beside those that are wrong by themselves', () => {
  expect(mistakesIn({ PORT: 'x', HOST: '0.0.0.0', KAFKA_SASL_USERNAME: 'ada', KAFKA_SASL_PASSWORD: 'p' })).toEqual({
    PORT: expect.stringContaining('does not fit'),
    HOST: expect.stringContaining('nothing checks who calls'),
    KAFKA_SASL_MECHANISM: 'is not set, while KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD are',
  });
});
