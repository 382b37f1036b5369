import { join } from 'node:path';
import type { Stack } from '@notes/servers';
import { StackError } from '@notes/servers';

export type ServiceName = 'command' | 'projector' | 'query' | 'gateway';

export const serviceNames: readonly ServiceName[] = ['command', 'projector', 'query', 'gateway'];

export type ServicePorts = Record<ServiceName, number>;

export type ServicePlan = {
  readonly name: ServiceName;
  readonly url: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

export type Servers = Pick<Stack, 'kafkaBrokers' | 'databaseUrl' | 'redisUrl'>;

const loopback = '127.0.0.1';

/** The wanted ports: PORT of the user's own environment means the gateway, the one public origin. A StackError for what is no port. */
export function wantedPorts(env: NodeJS.ProcessEnv): ServicePorts {
  const text = env['PORT']?.trim() || '8080';
  const gateway = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (gateway < 1 || gateway > 65_535)
    throw new StackError(
      `PORT is ${text}: write a whole number from 1 to 65535, on which the gateway is to listen, or unset it.`,
    );
  return { gateway, command: 8081, query: 8082, projector: 8083 };
}

export function serviceEnvironment(servers: Servers, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { kafkaBrokers, databaseUrl, redisUrl } = servers;
  return { ...env, KAFKA_BROKERS: kafkaBrokers, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}

/**
 * The four processes with their whole environment: the user's own, plus where the servers and the neighbours are. HOST, like
 * PORT, is the gateway's alone; the others are reached through it and stay on loopback.
 */
export function servicePlans(
  root: string,
  servers: Servers,
  ports: ServicePorts,
  env: NodeJS.ProcessEnv,
): readonly ServicePlan[] {
  const address = (name: ServiceName) => `http://${loopback}:${ports[name]}`;
  return serviceNames.map((name) => ({
    name,
    url: address(name),
    args: [join(root, 'services', name, 'dist', 'bundle.js')],
    env: {
      ...serviceEnvironment(servers, env),
      HOST: name === 'gateway' ? (env['HOST'] ?? loopback) : loopback,
      PORT: String(ports[name]),
      ...(name === 'gateway' ? { COMMAND_URL: address('command'), QUERY_URL: address('query') } : {}),
    },
  }));
}
