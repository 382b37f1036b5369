import { expect, test } from 'vitest';
import { parseJavaVersion } from './java/find-java.ts';
import { choosePostgres, type PostgresProgram, parsePostgresMajor } from './postgres/find-postgres.ts';
import { parseRedisVersion, redisBinary } from './redis/find-redis.ts';

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_392"', 8],
  ['openjdk version "25" 2025-09-16', 25],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
])('reads the Java version from %s', (output, version) => {
  expect(parseJavaVersion(output)).toBe(version);
});

test('reads the version of Redis and Valkey, and refuses other output', () => {
  expect(parseRedisVersion('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64')).toBe('7.0.15');
  expect(parseRedisVersion('Valkey server v=8.1.1 sha=0')).toBe('8.1.1');
  expect(() => parseRedisVersion('usage: redis')).toThrow('no version in "usage: redis"');
});

test('has a Redis for the four usual platforms and none for others', () => {
  expect(redisBinary('linux', 'arm64')?.entry).toBe('redis-server-6.2.7-linux-arm64');
  expect(redisBinary('win32', 'x64')).toBeUndefined();
});

test('reads the major version of Postgres', () => {
  expect(parsePostgresMajor('postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)')).toBe(15);
  expect(parsePostgresMajor('postgres: command not found')).toBeUndefined();
});

const old: PostgresProgram = { binDir: '/old', major: 14, origin: 'program' };
const first: PostgresProgram = { binDir: '/first', major: 15, origin: 'program' };
const newer: PostgresProgram = { binDir: '/newer', major: 18, origin: 'embedded' };

test('prefers the first Postgres that is recent enough', () => {
  expect(choosePostgres([old, first, newer], undefined)).toBe(first);
  expect(choosePostgres([old], undefined)).toBe('none');
});

test('opens existing data only with the major version that made it', () => {
  expect(choosePostgres([first, newer], 18)).toBe(newer);
  expect(choosePostgres([first], 17)).toBe('unreadable');
});
