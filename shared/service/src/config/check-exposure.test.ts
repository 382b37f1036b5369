import { expect, test, vi } from 'vitest';
import { checkExposure, isLoopback } from './check-exposure.ts';

const secret = 'x'.repeat(32);

test.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost', '::ffff:127.0.0.1'])(
  'takes %s for loopback',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(['0.0.0.0', '::', '10.0.0.1', 'notes.example.org', '127.example.org'])('takes %s for reachable', (host) => {
  expect(isLoopback(host)).toBe(false);
});

test('needs nothing said on loopback', () => {
  expect(() => checkExposure({ HOST: '127.0.0.1' })).not.toThrow();
});

test('refuses to be reachable while nothing checks who calls', () => {
  expect(() => checkExposure({ HOST: '0.0.0.0' })).toThrow(/HOST is 0\.0\.0\.0.*AUTH=off/);
});

test('allows it when said outright, with a warning', () => {
  const logger = { warn: vi.fn() };
  checkExposure({ HOST: '0.0.0.0', AUTH: 'off' }, logger);
  expect(logger.warn).toHaveBeenCalledOnce();
  checkExposure({ HOST: '127.0.0.1', AUTH: 'off' }, logger);
  expect(logger.warn).toHaveBeenCalledOnce();
});

test.each([{ AUTH_JWT_SECRET: secret }, { AUTH_JWKS_URL: 'https://id.example' }])(
  'is satisfied with %j anywhere',
  (key) => {
    for (const HOST of ['127.0.0.1', '0.0.0.0']) {
      expect(() => checkExposure({ HOST, ...key })).not.toThrow();
      expect(() => checkExposure({ HOST, ...key, AUTH: 'required' })).not.toThrow();
    }
  },
);

test('refuses to ask for tokens that nothing can check', () => {
  expect(() => checkExposure({ HOST: '127.0.0.1', AUTH: 'required' })).toThrow(/AUTH asks for tokens/);
});

test('refuses two kinds of keys at once', () => {
  const keys = { AUTH_JWT_SECRET: secret, AUTH_JWKS_URL: 'https://id.example' };
  expect(() => checkExposure({ HOST: '127.0.0.1', ...keys })).toThrow(/beside AUTH_JWT_SECRET/);
});

test('refuses a key beside AUTH=off', () => {
  expect(() => checkExposure({ HOST: '127.0.0.1', AUTH: 'off', AUTH_JWT_SECRET: secret })).toThrow(
    /contradicts AUTH=off/,
  );
});
