import { createAuthenticator, createLogger, createReadiness } from '@notes/service';
import { expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

const secret = { AUTH_JWT_SECRET: 'a secret of more than thirty-two bytes' };
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

test('prints a token that the services accept, and nothing else', async () => {
  const env = { ...secret, AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'notes' };
  const { out: token } = await runCli(env, 'token', '--sub', 'ada', '--scope', 'notes:admin', '--ttl', '30m');
  const config = { HOST: '127.0.0.1', WRITE_POLICY: 'author', ...env } as const;
  const auth = createAuthenticator(config, { logger: createLogger('test', 'silent'), readiness: createReadiness() });
  const headers = { authorization: `Bearer ${token}` };
  const caller = await auth?.authenticate({ headers, rawHeaders: [] }, 'notes:write');
  expect(caller).toMatchObject({ subject: 'ada', may: 'any' });
  const { iat, exp } = claimsOf(token);
  expect(exp - iat).toBe(1800);
});

test('allows reading and writing for an hour where nothing else is said', async () => {
  const { out } = await runCli(secret, 'token', '--sub', 'ada');
  const { scope, iat, exp } = claimsOf(out);
  expect([scope, exp - iat]).toEqual(['notes:read notes:write', 3600]);
});

test.each([
  [{}, ['--sub', 'ada'], /AUTH_JWT_SECRET is not set.*openssl rand/],
  [secret, ['--sub', ''], /1 to 255 characters/],
  [secret, ['--sub', 'ada', '--scope', 'notes:all'], /unknown scope notes:all; known are notes:read/],
  [secret, ['--sub', 'ada', '--ttl', '1 fortnight'], /90s, 30m, 1h, 7d/],
])('says what is missing: %j %j', async (env, args, complaint) => {
  expect(await runCli(env, 'token', ...args)).toEqual({ out: '', err: expect.stringMatching(complaint), code: 1 });
});
