import { AuthSettings, allScopes, loadConfig, type Scope, signToken } from '@notes/service';
import { Type } from 'typebox';

const { AUTH_JWT_SECRET, AUTH_ISSUER, AUTH_AUDIENCE } = AuthSettings;
const TokenSettings = Type.Object({ AUTH_JWT_SECRET, AUTH_ISSUER, AUTH_AUDIENCE });

type TokenOptions = { readonly sub: string; readonly scope: string; readonly ttl: string };

/**
 * Prints a token that the services with the same AUTH_ settings accept: for development and for scripts of operators. Rejects
 * with what to do if there is no secret to sign with, or an option cannot be read.
 */
export async function token(env: NodeJS.ProcessEnv, { sub, scope, ttl }: TokenOptions): Promise<void> {
  const { AUTH_JWT_SECRET: secret, ...settings } = loadConfig(TokenSettings, env);
  if (secret === undefined) {
    throw new Error(
      'AUTH_JWT_SECRET is not set, so there is no key to sign with. Set it to the secret the services use (to create one: ' +
        '`openssl rand -base64 32`). If they use AUTH_JWKS_URL instead, tokens come from that issuer.',
    );
  }
  const request = { subject: sub, scopes: readScopes(scope), ttlMs: readTtl(ttl) };
  console.log(await signToken({ ...settings, AUTH_JWT_SECRET: secret }, request));
}

function readScopes(text: string): Scope[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  return words.map((word) => {
    const known = allScopes.find((scope) => scope === word);
    if (known === undefined) throw new Error(`--scope: unknown scope ${word}; known are ${allScopes.join(', ')}.`);
    return known;
  });
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readTtl(text: string): number {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,8})([smhd])$/.exec(text) ?? [];
  const unitMs = units[unit];
  if (unitMs === undefined) throw new Error('--ttl expects a number and a unit: 90s, 30m, 1h, 7d.');
  return Number(amount) * unitMs;
}
