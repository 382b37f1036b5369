import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProblemError } from '../problem-error.ts';
import { createLogger } from '../process/logger.ts';
import { createReadiness } from '../process/readiness.ts';
import { createAuthenticator } from './create-authenticator.ts';
import { secretKey } from './token-rules.ts';

type Pair = {
  readonly kid: string;
  readonly alg: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
};

const rsa = (kid: string): Pair => ({ kid, alg: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });
const [first, second] = [rsa('first'), rsa('second')];
const curve: Pair = { kid: 'curve', alg: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const edwards: Pair = { kid: 'edwards', alg: 'EdDSA', ...generateKeyPairSync('ed25519') };
const jwk = ({ kid, alg, publicKey }: Pair) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' });

/** The issuer's server: what it answers, and how often it was asked. */
const issuer = { keys: [] as object[], body: undefined as string | undefined, status: 200, asked: 0 };
const server = createServer((_request, response) => {
  issuer.asked++;
  const body = issuer.body ?? JSON.stringify({ keys: issuer.keys });
  response.writeHead(issuer.status, { 'content-type': 'application/json' }).end(body);
});
let url = '';

beforeEach(async () => {
  // Only what passes: waiting for the server is real.
  vi.useFakeTimers({ toFake: ['performance'] });
  Object.assign(issuer, { keys: [jwk(first)], body: undefined, status: 200, asked: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
});
afterEach(async () => {
  vi.useRealTimers();
  if (server.listening) await stopIssuer();
});

async function stopIssuer(): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

const passMs = (ms: number): void => void vi.advanceTimersByTime(ms);
const minuteMs = 60_000;

let serial = 0;
/** Each a token of its own, so that none is known already. */
const tokenOf = ({ kid, alg, privateKey }: Pair, header = {}): Promise<string> =>
  new SignJWT({ scope: 'notes:read', sub: 'ada', jti: String(serial++) })
    .setProtectedHeader({ alg, kid, ...header })
    .setExpirationTime('2h')
    .sign(privateKey);

const silent = createLogger('test', 'silent');
const createAuth = (logger = silent, readiness = createReadiness()) =>
  createAuthenticator({ HOST: '127.0.0.1', WRITE_POLICY: 'author', AUTH_JWKS_URL: url }, { logger, readiness });

function createAsk(logger = silent, onRefused?: (error: ProblemError) => void) {
  const auth = createAuth(logger);
  return async (token: string | Promise<string>): Promise<string> => {
    const headers = { authorization: `Bearer ${await token}` };
    try {
      const caller = await auth?.authenticate({ headers, rawHeaders: Object.entries(headers).flat() }, 'notes:read');
      return caller?.subject ?? 'nobody';
    } catch (error) {
      if (!(error instanceof ProblemError)) return String(error);
      onRefused?.(error);
      return error.slug;
    }
  };
}

test('checks tokens of RS256, ES256 and EdDSA by the keys of the issuer, fetched once', async () => {
  issuer.keys = [first, curve, edwards].map(jwk);
  const ask = createAsk();
  expect(await Promise.all([first, curve, edwards].map((pair) => ask(tokenOf(pair))))).toEqual(['ada', 'ada', 'ada']);
  expect(issuer.asked).toBe(1);
});

test('refuses HS256 by the public key as its secret, and what no key of the issuer has signed', async () => {
  const ask = createAsk();
  for (const format of ['pem', 'der'] as const) {
    const known = first.publicKey.export({ type: 'spki', format } as { type: 'spki'; format: 'pem' });
    const forged = tokenOf({ ...first, alg: 'HS256', privateKey: secretKey(known.toString()) });
    expect(await ask(forged)).toBe('unauthorized');
  }
  expect(await ask(tokenOf({ ...second, kid: 'first' }))).toBe('unauthorized');
  expect(await ask(tokenOf({ ...first, alg: 'PS256' }))).toBe('unauthorized');
  expect(await ask('garbage')).toBe('unauthorized');
});

test('fetches a key that is added later', async () => {
  const ask = createAsk();
  expect(await ask(tokenOf(first))).toBe('ada');
  issuer.keys = [first, second].map(jwk);
  passMs(11_000);
  expect(await ask(tokenOf(second))).toBe('ada');
  expect(issuer.asked).toBe(2);
});

test('does not call a token bad whose key may have come since the keys were fetched, and says when to try again', async () => {
  let refusal: ProblemError | undefined;
  const ask = createAsk(silent, (error) => {
    refusal = error;
  });
  expect(await ask(tokenOf(first))).toBe('ada');
  issuer.keys = [first, second].map(jwk);
  passMs(3_500);
  expect(await ask(tokenOf(second))).toBe('unavailable');
  expect(refusal).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
  expect(issuer.asked).toBe(1);
  passMs(7_000);
  expect(await ask(tokenOf(second))).toBe('ada');
  passMs(11_000);
  expect(await ask(tokenOf({ ...second, kid: 'made-up' }))).toBe('unauthorized');
});

test.each([
  ['EdDSA', 'Ed25519'],
  ['Ed25519', 'EdDSA'],
  ['Ed25519', 'Ed25519'],
  [undefined, 'Ed25519'],
])('a key for %s checks tokens of %s', async (ofKey, ofToken) => {
  issuer.keys = [{ ...jwk(edwards), alg: ofKey }];
  const ask = createAsk();
  expect(await ask(tokenOf({ ...edwards, alg: ofToken }))).toBe('ada');
  // What differs is the name of one algorithm, not the rule that a key has its own.
  expect(await ask(tokenOf({ ...first, kid: 'edwards' }))).not.toBe('ada');
});

test.each<[string, Partial<typeof issuer>]>([
  ['answered 404', { status: 404 }],
  ['answered something that is no JSON Web Key Set', { body: '<html></html>' }],
  ['answered something that is no JSON Web Key Set', { body: '{"issuer":"https://id.example"}' }],
])(
  'an address that %s is shown, before any token comes, and the process is not ready until it is right',
  async (what, answer) => {
    Object.assign(issuer, answer);
    const readiness = createReadiness();
    const [keys] = createAuth(silent, readiness)?.resources ?? [];
    await keys?.start();
    expect(readiness.ready).toBe(false);
    await vi.waitFor(() => expect(readiness.snapshot().checks['keys']).toContain(what));
    expect(readiness.ready).toBe(false);
    Object.assign(issuer, { status: 200, body: undefined });
    passMs(1_000);
    await vi.waitFor(() => expect(readiness.snapshot()).toEqual({ ready: true, checks: { keys: 'ok' } }), 10_000);
    await keys?.stop();
  },
);

test('keys that were had once and cannot be fetched again are shown, and the process stays ready', async () => {
  const readiness = createReadiness();
  const auth = createAuth(silent, readiness);
  await auth?.resources[0]?.start();
  await vi.waitFor(() => expect(readiness.ready).toBe(true));
  await stopIssuer();
  passMs(6 * minuteMs);
  const authorization = `Bearer ${await tokenOf(first)}`;
  expect((await auth?.identify({ headers: { authorization }, rawHeaders: [] }))?.subject).toBe('ada');
  await vi.waitFor(() => expect(readiness.snapshot().checks['keys']).toMatch(/cannot be fetched: .*ECONNREFUSED/));
  expect(readiness.ready).toBe(true);
});

test('asks the issuer seldom, however many tokens name a key that does not exist', async () => {
  const ask = createAsk();
  await ask(tokenOf(first));
  passMs(11_000);
  const storm = Array.from({ length: 50 }, (_, i) => ask(tokenOf({ ...second, kid: `made-up-${i}` })));
  // One that came when the keys were on their way already may be signed by a newer one.
  expect(['unauthorized', 'unavailable']).toEqual(expect.arrayContaining([...new Set(await Promise.all(storm))]));
  expect(issuer.asked).toBe(2);
});

test('forgets a key that is removed, and what it has signed', async () => {
  const ask = createAsk();
  const token = await tokenOf(first);
  expect(await ask(token)).toBe('ada');
  issuer.keys = [jwk(second)];
  passMs(6 * minuteMs);
  // Fetched in the background: the token that set it off still passes.
  await vi.waitFor(async () => expect(await ask(tokenOf(first))).not.toBe('ada'));
  passMs(minuteMs);
  expect(await ask(token)).toBe('unauthorized');
});

test('says that it cannot tell, not that a token is bad, while the keys cannot be had', async () => {
  const lines: string[] = [];
  const ask = createAsk(createLogger('test', 'info', { write: (line: string) => void lines.push(line) }));
  issuer.status = 500;
  expect(await ask(tokenOf(first))).toBe('unavailable');
  issuer.status = 200;
  passMs(1000);
  expect(await ask(tokenOf(first))).toBe('ada');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'jwks: the keys cannot be fetched',
    'jwks: the keys can be fetched again',
  ]);
});

test('asks an issuer that is away once a second at most', async () => {
  issuer.status = 503;
  const ask = createAsk();
  for (let i = 0; i < 20; i++) expect(await ask(tokenOf(first))).toBe('unavailable');
  expect(issuer.asked).toBe(1);
  passMs(1000);
  await ask(tokenOf(first));
  expect(issuer.asked).toBe(2);
});

test('goes by the keys it has for an hour while the issuer is away', async () => {
  const ask = createAsk();
  expect(await ask(tokenOf(first))).toBe('ada');
  await stopIssuer();
  passMs(50 * minuteMs);
  expect(await ask(tokenOf(first))).toBe('ada');
  expect(await ask(tokenOf(second))).toBe('unavailable');
  passMs(11 * minuteMs);
  expect(await ask(tokenOf(first))).toBe('unavailable');
});
