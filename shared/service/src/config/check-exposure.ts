import { isIP } from 'node:net';
import { ConfigError, type ConfigMistake } from './config-error.ts';

type Exposure = {
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
  const mistake = exposureMistake(config);
  if (mistake !== undefined) throw new ConfigError([mistake]);
  if (config.AUTH === 'off' && !isLoopback(config.HOST))
    logger?.warn(
      `AUTH=off while listening on ${config.HOST}: whoever reaches this address may read and change everything`,
    );
}

function exposureMistake({ HOST, AUTH, AUTH_JWT_SECRET, AUTH_JWKS_URL }: Exposure): ConfigMistake | undefined {
  const key =
    AUTH_JWT_SECRET !== undefined ? 'AUTH_JWT_SECRET' : AUTH_JWKS_URL !== undefined ? 'AUTH_JWKS_URL' : undefined;
  if (AUTH === 'off' && key !== undefined)
    return { variable: key, wrong: 'contradicts AUTH=off', write: `Remove ${key}, or AUTH=off.` };
  if (AUTH === 'required' || key !== undefined)
    return {
      variable: key ?? 'AUTH',
      wrong: 'asks for authentication, which this version cannot check yet, so it refuses to start',
      write: `Remove it and listen on loopback, or write AUTH=off where only trusted callers can reach the port.`,
    };
  if (AUTH === undefined && !isLoopback(HOST))
    return {
      variable: 'HOST',
      wrong: `is ${HOST}, which others can reach, while nothing checks who calls`,
      write: 'Write HOST=127.0.0.1, or say AUTH=off outright.',
    };
  return undefined;
}

/** Whether only this machine can reach the address. A name other than `localhost` may resolve to anything: no. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (bare === 'localhost') return true;
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1' || bare.startsWith('::ffff:127.');
}
