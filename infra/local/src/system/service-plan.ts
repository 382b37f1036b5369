import { join } from 'node:path';
import type { Stack } from '../stack.ts';

export type ServiceName = 'command' | 'projector' | 'query' | 'gateway';

export const serviceNames: readonly ServiceName[] = ['command', 'projector', 'query', 'gateway'];

export type ServicePorts = Readonly<Record<ServiceName, number>>;

export type ServicePlan = {
  readonly name: ServiceName;
  readonly url: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

export type Servers = Pick<Stack, 'kafkaBrokers' | 'databaseUrl' | 'redisUrl'>;

const loopback = '127.0.0.1';

/** The wanted ports: PORT of the user's own environment means the gateway, the one public origin. */
export function wantedPorts(env: NodeJS.ProcessEnv): ServicePorts {
  const given = Number(env['PORT']);
  const gateway = Number.isInteger(given) && given > 0 && given < 65_536 ? given : 8080;
  return { gateway, command: 8081, query: 8082, projector: 8083 };
}

export function serverEnvironment(servers: Servers, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
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
      ...serverEnvironment(servers, env),
      HOST: name === 'gateway' ? (env['HOST'] ?? loopback) : loopback,
      PORT: String(ports[name]),
      ...(name === 'gateway' ? { COMMAND_URL: address('command'), QUERY_URL: address('query') } : {}),
    },
  }));
}
