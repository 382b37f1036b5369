import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, expect, test, vi } from 'vitest';
import { createLogger } from '../process/logger.ts';
import { createReadiness } from '../process/readiness.ts';
import { createTestServer } from '../testing/create-test-server.ts';
import { createAuthenticator } from './create-authenticator.ts';
import { secretKey } from './token-rules.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const secret = 'a secret of more than thirty-two bytes';
const logger = createLogger('test', 'silent');
const readiness = createReadiness();
const settings = {
  HOST: '127.0.0.1',
  WRITE_POLICY: 'author',
  AUTH_ISSUER: 'https://id.example',
  AUTH_AUDIENCE: 'notes',
} as const;

const serverWith = (over: object) =>
  createTestServer({
    auth: createAuthenticator({ ...settings, AUTH_JWT_SECRET: secret, ...over }, { logger, readiness }),
  });
const server = await serverWith({});
const ofAnybody = await serverWith({ WRITE_POLICY: 'any' });
const withPemForSecret = await serverWith({ AUTH_JWT_SECRET: pem });
const servers = [server, ofAnybody, withPemForSecret];
afterAll(() => Promise.all(servers.map(({ close }) => close())));

const now = (): number => Math.floor(Date.now() / 1000);
const genuine = (): JWTPayload => ({
  sub: 'ada',
  scope: 'notes:read notes:write',
  iss: 'https://id.example',
  aud: 'notes',
  exp: now() + 60,
});
const sign = (claims: JWTPayload, alg = 'HS256', key: KeyObject = secretKey(secret)): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg }).sign(key);
const signed = (over: JWTPayload = {}): Promise<string> => sign({ ...genuine(), ...over });
const without = (claim: string): JWTPayload =>
  Object.fromEntries(Object.entries(genuine()).filter(([name]) => name !== claim));

const me = (authorization?: string, to = server) =>
  to.app.inject({ url: '/v1/me', headers: authorization === undefined ? {} : { authorization } });
const withToken = async (token: string | Promise<string>, to = server) => me(`Bearer ${await token}`, to);

test.each(['Bearer', 'bearer', 'BEARER', 'Token', 'token'])(
  'knows the caller by a token of the scheme %s',
  async (scheme) => {
    const answer = await me(`${scheme} ${await signed()}`);
    expect([answer.statusCode, answer.json()]).toEqual([200, { subject: 'ada', may: 'own' }]);
  },
);

test('answers the same for a token that it knows already', async () => {
  const token = signed();
  const answers = [await withToken(token), await withToken(token), await withToken(token)];
  expect(answers.map((answer) => answer.json())).toEqual(Array(3).fill({ subject: 'ada', may: 'own' }));
});

test('takes no notice of X-User', async () => {
  const authorization = `Bearer ${await signed()}`;
  const answer = await server.app.inject({ url: '/v1/me', headers: { authorization, 'x-user': 'bob' } });
  expect(answer.json().subject).toBe('ada');
  expect((await server.app.inject({ url: '/v1/me', headers: { 'x-user': 'bob' } })).statusCode).toBe(401);
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YWRhOnNlY3JldA==', 'Bearer a b'])(
  'asks for a token where there is none: %j',
  async (authorization) => {
    const answer = await me(authorization);
    expect([answer.statusCode, answer.json().type]).toEqual([401, '/problems/unauthorized']);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  },
);

const refused: [string, () => string | Promise<string>][] = [
  ['one that is no token', () => 'garbage'],
  ['one of dots', () => '..'],
  ['one of broken base64 and JSON', () => '%.e30.x'],
  ['one whose header is null', () => `${Buffer.from('null').toString('base64url')}.e30.e30`],
  ['one for decryption', () => 'e30.e30.e30.e30.e30'],
  ['one with the algorithm none', () => new UnsecuredJWT(genuine()).encode()],
  ['one without a signature', async () => `${(await signed()).split('.').slice(0, 2).join('.')}.`],
  ['one of another secret', () => sign(genuine(), 'HS256', secretKey('another secret of thirty-two bytes'))],
  ['one of another algorithm by the same secret', () => sign(genuine(), 'HS512')],
  ['one that is signed by a private key', () => sign(genuine(), 'RS256', privateKey)],
  [
    'one whose claims were changed',
    async () => {
      const [head, , signature] = (await signed()).split('.');
      const claims = Buffer.from(JSON.stringify({ ...genuine(), sub: 'eve' })).toString('base64url');
      return `${head}.${claims}.${signature}`;
    },
  ],
  [
    'one with a critical extension that we do not know',
    () =>
      new SignJWT(genuine())
        .setProtectedHeader({ alg: 'HS256', crit: ['x'], x: 1 })
        .sign(secretKey(secret), { crit: { x: true } }),
  ],
  ['one that is not valid yet', () => signed({ nbf: now() + 10 })],
  ['one of another issuer', () => signed({ iss: 'https://evil.example' })],
  ['one without an issuer', () => sign(without('iss'))],
  ['one for another audience', () => signed({ aud: ['mail', 'calendar'] })],
  ['one without an audience', () => sign(without('aud'))],
  ['one that never expires', () => sign(without('exp'))],
  ['one whose expiry is text', () => signed({ exp: '2099' as unknown as number })],
  ['one of nobody', () => sign(without('sub'))],
  ['one of an empty name', () => signed({ sub: '' })],
  ['one of a name too long', () => signed({ sub: 'x'.repeat(256) })],
  ['one of a name with U+0000', () => signed({ sub: 'a\0b' })],
  ['one of a name with half a character', () => signed({ sub: '\ud800' })],
  ['one of a number', () => signed({ sub: 7 as unknown as string })],
];

test.each(refused)('refuses %s, and does not say why', async (_what, token) => {
  const answer = await withToken(token());
  expect([answer.statusCode, answer.json().type]).toEqual([401, '/problems/unauthorized']);
  expect(answer.headers['www-authenticate']).toMatch(
    /^Bearer error="invalid_token", error_description="The token [a-z ]+\."$/,
  );
  expect(answer.body).not.toMatch(/signature|issuer|audience|alg|claim|jose|HS256/i);
});

test('refuses a token that has expired, and says so', async () => {
  const answer = await withToken(signed({ exp: now() - 6 }));
  expect([answer.statusCode, answer.json().detail]).toEqual([401, 'The token has expired.']);
  const forged = sign({ ...genuine(), exp: now() - 6 }, 'HS256', secretKey('another secret of thirty-two bytes'));
  expect((await withToken(forged)).json().detail).not.toContain('expired');
});

test('refuses a token that it knows already once it has expired', async () => {
  const token = await signed({ exp: now() + 10 });
  expect((await withToken(token)).statusCode).toBe(200);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16_000 });
  expect((await withToken(token)).json().detail).toBe('The token has expired.');
  vi.useRealTimers();
});

test('is lenient by some seconds with clocks that differ', async () => {
  expect((await withToken(signed({ exp: now() - 3 }))).statusCode).toBe(200);
  expect((await withToken(signed({ nbf: now() + 3 }))).statusCode).toBe(200);
});

test('refuses a token of HS256 that was signed with a public key which anybody may have', async () => {
  const forged = sign(genuine(), 'HS256', secretKey(pem));
  expect((await withToken(forged)).statusCode).toBe(401);
  // With the very same text as its secret it is genuine: the text was never meant as a public key.
  expect((await withToken(forged, withPemForSecret)).statusCode).toBe(200);
  expect((await withToken(sign(genuine(), 'RS256', privateKey), withPemForSecret)).statusCode).toBe(401);
});

test('takes one of several audiences', async () => {
  expect((await withToken(signed({ aud: ['mail', 'notes'] }))).statusCode).toBe(200);
});

const title = { title: 'Tea' };
const asks = [
  { method: 'GET', url: '/v1/notes/a', scope: 'notes:read' },
  { method: 'HEAD', url: '/v1/notes/a', scope: 'notes:read' },
  { method: 'POST', url: '/v1/notes', payload: title, scope: 'notes:write' },
  { method: 'PATCH', url: '/v1/notes/a', payload: title, scope: 'notes:write' },
  { method: 'DELETE', url: '/v1/notes/a', scope: 'notes:write' },
] as const;

test.each(asks)('lets whoever has $scope $method, or notes:admin, and nobody else', async ({ scope, ...ask }) => {
  const statusWith = async (granted?: string) => {
    const authorization = `Bearer ${await sign(granted === undefined ? without('scope') : { ...genuine(), scope: granted })}`;
    return server.app.inject({ ...ask, headers: { authorization } });
  };
  for (const granted of [scope, `openid ${scope}`, 'notes:admin'])
    expect((await statusWith(granted)).statusCode).toBeLessThan(300);
  const other = scope === 'notes:read' ? 'notes:write' : 'notes:read';
  for (const granted of [other, '', 'openid', undefined]) {
    const answer = await statusWith(granted);
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="${scope}"`);
  }
});

test('lets the author change a note, and an administrator any; by the policy `any` everybody', async () => {
  const mayOf = async (scope: string, to = server) => (await withToken(signed({ scope }), to)).json().may;
  expect(await mayOf('notes:read notes:write')).toBe('own');
  expect(await mayOf('notes:admin')).toBe('any');
  expect(await mayOf('notes:read notes:write', ofAnybody)).toBe('any');
});

const auth = createAuthenticator({ ...settings, AUTH_JWT_SECRET: secret }, { logger, readiness });
const identify = async (token: string | Promise<string>) =>
  auth?.identify({ headers: { authorization: `Bearer ${await token}` }, rawHeaders: [] });

test('tells whom a token speaks for and when it ends, whatever it allows, also after its end', async () => {
  for (const exp of [now() + 60, now() - 3, now() - 3600])
    expect(await identify(signed({ exp, scope: '' }))).toEqual({
      subject: 'ada',
      may: 'own',
      scopes: new Set(),
      expiresAtMs: exp * 1000,
    });
});

test.each(refused)('does not take %s for one that has only expired', async (_what, token) => {
  await expect(identify(token())).rejects.toMatchObject({ slug: 'unauthorized' });
});

const ended: [string, () => Promise<string>][] = [
  ['another secret', () => sign({ ...genuine(), exp: 1 }, 'HS256', secretKey('another secret of thirty-two bytes'))],
  ['another algorithm', () => sign({ ...genuine(), exp: 1 }, 'HS512')],
  ['a private key', () => sign({ ...genuine(), exp: 1 }, 'RS256', privateKey)],
  ['a public key as its secret', () => sign({ ...genuine(), exp: 1 }, 'HS256', secretKey(pem))],
  ['another issuer', () => signed({ exp: 1, iss: 'https://evil.example' })],
  ['another audience', () => signed({ exp: 1, aud: 'mail' })],
  ['nobody', () => signed({ exp: 1, sub: '' })],
  ['none at all', async () => new UnsecuredJWT({ ...genuine(), exp: 1 }).encode()],
];

test.each(ended)('knows nobody by an expired token of %s', async (_what, token) => {
  await expect(identify(token())).rejects.toMatchObject({ slug: 'unauthorized' });
});

test('knows nobody by an expired token that was meant for later', async () => {
  await expect(identify(signed({ exp: 1, nbf: now() + 60 }))).rejects.toMatchObject({ slug: 'unauthorized' });
});
