import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { useGivenServer, withoutCredentials } from '../given-server.ts';
import { startManagedServer } from '../managed-server.ts';
import { serverEnvironment } from '../processes/run-command.ts';
import type { ManagedServer, StartContext } from '../stack.ts';
import { findRedis } from './find-redis.ts';

const host = '127.0.0.1';

/** Redis by REDIS_URL, else our own. It keeps nothing on disk: all that passes through it can be had again. */
export async function startRedis(
  wanted: number,
  context: StartContext,
): Promise<{ url: string; server: ManagedServer }> {
  const given = context.env['REDIS_URL'];
  if (given) {
    const plan = {
      name: 'redis',
      variable: 'REDIS_URL',
      address: withoutCredentials(given),
      probe: () => probeRedis(given),
      signal: context.signal,
    } as const;
    return { url: given, server: await useGivenServer(plan) };
  }
  const { command, origin, product } = await findRedis(context);
  const { port, movedFrom } = await context.ports.choose('redis', wanted);
  if (movedFrom !== undefined) context.tell(`port ${movedFrom} is taken, ${port} it is`);
  const url = `redis://${host}:${port}`;
  const home = join(context.dir, 'redis');
  mkdirSync(home, { recursive: true });
  context.tell(`starting on port ${port}`);
  const plan = {
    name: 'redis',
    origin,
    description: `${product} on ${host}:${port}`,
    daemon: {
      command,
      args: ['--bind', host, '--port', String(port), '--dir', home, '--save', '', '--appendonly', 'no'],
      cwd: home,
      env: serverEnvironment(context.env),
      logFile: join(context.dir, 'log', 'redis.log'),
      pidFile: join(context.dir, 'run', 'redis.pid'),
    },
    probe: () => probeRedis(url),
  } as const;
  return { url, server: await startManagedServer(plan, context.onExit, context.signal) };
}

const timeoutMs = 2_000;

/** Resolves when the server answers PING, with the credentials and encryption that the URL asks for. */
async function probeRedis(url: string): Promise<void> {
  const once = { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 };
  const client = new Redis(url, { ...once, connectTimeout: timeoutMs, commandTimeout: timeoutMs });
  let reason: unknown;
  client.on('error', (error: unknown) => {
    reason = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw reason ?? error;
  } finally {
    client.disconnect();
  }
}
