import { expect, test } from 'vitest';
import { ownEnvironment } from './invocation.ts';

const theirs = {
  PGHOST: 'db.example',
  PGOPTIONS: '-c junk',
  PGSSLMODE: 'require',
  KAFKA_SSL: 'true',
  KAFKA_SASL_MECHANISM: 'plain',
  NODE_PG_FORCE_NATIVE: '1',
  HOST: 'x86_64-conda-linux-gnu',
};

test('what is meant for other servers is left out where ours are used, and what is no address is no HOST', () => {
  const { env, disregarded } = ownEnvironment({ ...theirs, PATH: '/bin', REDIS_PREFIX: 'mine.' });
  expect(env).toEqual({ PATH: '/bin', REDIS_PREFIX: 'mine.' });
  expect(disregarded.map(({ name }) => name)).toEqual(['KAFKA_SSL', 'KAFKA_SASL_MECHANISM', 'HOST']);
});

test('what belongs to a server that is named stays', () => {
  const named = {
    ...theirs,
    HOST: '0.0.0.0',
    DATABASE_URL: 'postgres://db.example/notes',
    KAFKA_BROKERS: 'kafka:9093',
  };
  const { NODE_PG_FORCE_NATIVE: _, ...kept } = named;
  expect(ownEnvironment(named)).toEqual({ env: kept, disregarded: [] });
});

test('what would be the same for all processes is left out', () => {
  const { env, disregarded } = ownEnvironment({ ADMIN_PORT: '9000', STOP_DELAY_MS: '5000' });
  expect(env).toEqual({});
  expect(disregarded.map(({ name }) => name)).toEqual(['ADMIN_PORT', 'STOP_DELAY_MS']);
});

test.each(['127.0.0.1', '0.0.0.0', '::', 'localhost'])('HOST=%s is ours', (HOST) => {
  expect(ownEnvironment({ HOST })).toEqual({ env: { HOST }, disregarded: [] });
});
