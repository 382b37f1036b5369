import { expect, test } from 'vitest';
import { maskConfig, maskUrl } from './load-config.ts';

test('masks secrets by name and passwords inside addresses', () => {
  const masked = maskConfig({
    DATABASE_URL: 'postgres://notes:hunter2@db:5432/notes?sslpassword=hunter3&x=1',
    REDIS_URL: 'rediss://:hunter2@cache:6379',
    AUTH_JWT_SECRET: 'hunter2',
    KAFKA_SASL_PASSWORD: 'hunter2',
    SENTRY_DSN: 'https://key@sentry.example/1',
    PORT: 8080,
  });
  expect(masked).toEqual({
    DATABASE_URL: 'postgres://notes:***@db:5432/notes?sslpassword=***&x=1',
    REDIS_URL: 'rediss://:***@cache:6379',
    AUTH_JWT_SECRET: '***',
    KAFKA_SASL_PASSWORD: '***',
    SENTRY_DSN: '***',
    PORT: 8080,
  });
});

test('leaves an address without a password as it is', () => {
  expect(maskUrl('postgres://notes@db/notes')).toBe('postgres://notes@db/notes');
  expect(maskUrl('redis://127.0.0.1:6379')).toBe('redis://127.0.0.1:6379');
});

test('masks a password that holds a colon', () => {
  expect(maskUrl('postgres://notes:a:b@db/notes')).toBe('postgres://notes:***@db/notes');
});
