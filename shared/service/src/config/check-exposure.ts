import { isIP } from 'node:net';
import { ConfigError, type ConfigMistake } from './config-error.ts';

export type Exposure = {
  readonly HOST: string;
  readonly AUTH?: 'required' | 'off' | undefined;
  readonly AUTH_JWT_SECRET?: string | undefined;
  readonly AUTH_JWKS_URL?: string | undefined;
};

/**
 * Refuses to serve strangers by accident: without authentication a service listens on loopback only, unless `AUTH=off` says
 * outright that everybody may come; that is warned of at every start. Throws ConfigError.
 */
export function checkExposure(config: Exposure, logger?: { warn(message: string): void }): void {
  const mistakes = exposureMistakes(config);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  if (config.AUTH === 'off' && !isLoopback(config.HOST))
    logger?.warn(
      `AUTH=off while listening on ${config.HOST}: whoever reaches this address may read and change everything`,
    );
}

/** What checkExposure refuses. */
export function exposureMistakes(config: Exposure): ConfigMistake[] {
  const mistake = keyMistake(config) ?? hostMistake(config);
  return mistake === undefined ? [] : [mistake];
}

const keyOf = ({ AUTH_JWT_SECRET, AUTH_JWKS_URL }: Exposure): 'AUTH_JWT_SECRET' | 'AUTH_JWKS_URL' | undefined =>
  AUTH_JWT_SECRET !== undefined ? 'AUTH_JWT_SECRET' : AUTH_JWKS_URL !== undefined ? 'AUTH_JWKS_URL' : undefined;

function keyMistake(config: Exposure): ConfigMistake | undefined {
  const key = keyOf(config);
  if (config.AUTH === 'off' && key !== undefined)
    return { variable: key, wrong: 'contradicts AUTH=off', write: `Remove ${key}, or AUTH=off.` };
  // Two kinds of keys at once are what confusion of algorithms lives on.
  if (config.AUTH_JWT_SECRET !== undefined && config.AUTH_JWKS_URL !== undefined)
    return { variable: 'AUTH_JWKS_URL', wrong: 'is set beside AUTH_JWT_SECRET', write: 'Keep one of the two.' };
  if (config.AUTH === 'required' && key === undefined)
    return {
      variable: 'AUTH',
      wrong: 'asks for tokens, but there is no key to check them with',
      write: 'Write AUTH_JWT_SECRET or AUTH_JWKS_URL.',
    };
  return undefined;
}

function hostMistake(config: Exposure): ConfigMistake | undefined {
  const { HOST, AUTH } = config;
  if (AUTH !== undefined || keyOf(config) !== undefined || isLoopback(HOST)) return undefined;
  return {
    variable: 'HOST',
    wrong: `is ${HOST}, which others can reach, while nothing checks who calls`,
    write: 'Write HOST=127.0.0.1, set AUTH_JWT_SECRET or AUTH_JWKS_URL, or say AUTH=off outright.',
  };
}

/** Whether only this machine can reach the address. A name other than `localhost` may resolve to anything: no. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost') return true;
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1' || bare.startsWith('::ffff:127.');
}
