import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { maskUrl } from '../config/load-config.ts';

export type { Logger };

const secrets = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'AUTH_JWT_SECRET',
  'KAFKA_SASL_PASSWORD',
  'SENTRY_DSN',
];
const addresses = ['DATABASE_URL', 'REDIS_URL', 'connectionString', 'url'];

/** The members at the top and one and two levels down, where configurations and requests are logged. */
const paths = [...secrets, ...addresses].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * Log lines as JSON on standard output, one object a line, with the service's name. Secrets are censored, passwords inside
 * addresses masked, and errors given with type, message, stack and cause.
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError, error: serializeError },
    redact: { paths, censor },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function censor(value: unknown, path: string[]): unknown {
  return addresses.includes(path.at(-1) ?? '') && typeof value === 'string' ? maskUrl(value) : '[redacted]';
}

const serializeError = (value: unknown): unknown =>
  value instanceof Error ? stdSerializers.errWithCause(value) : { message: String(value) };
