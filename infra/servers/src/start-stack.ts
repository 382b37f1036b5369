import { join, resolve } from 'node:path';
import { cacheDir } from './ensure-artifacts.ts';
import { startKafka } from './kafka/start-kafka.ts';
import { openPortBook } from './port-book.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { stopLeftovers } from './processes/daemon.ts';
import { startRedis } from './redis/start-redis.ts';
import type { ManagedServer, ServerName, Stack, StackOptions, StackPorts, StartContext } from './stack.ts';
import { lockStack } from './stack-lock.ts';

const usualPorts: StackPorts = { kafka: 9092, kafkaController: 9093, postgres: 5432, redis: 6379 };

/**
 * Brings up Kafka, Postgres and Redis at once, each one given by the environment, installed on the machine, or embedded, in
 * this order, and resolves when all answer. What an earlier run left behind in `dir` is ended first. If one cannot be had
 * the others are stopped again and a StackError explains why and what to do; another living stack in `dir` is such an error too.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dir = resolve(options.dir);
  const unlock = lockStack(dir);
  try {
    await stopLeftovers(join(dir, 'run'), ({ name, pid }) => {
      const text = `still there from an earlier run (process ${pid}): stopping it`;
      options.onStep?.({ server: name as ServerName, text, ready: false });
    });
    const { kafka, postgres, redis } = await startAll(dir, options);
    const servers = { kafka: kafka.server, postgres: postgres.server, redis: redis.server };
    const stop = async () => {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
      unlock();
    };
    return { kafkaBrokers: kafka.brokers, databaseUrl: postgres.url, redisUrl: redis.url, servers, stop };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startAll(dir: string, options: StackOptions) {
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([failed.signal, options.signal]) : failed.signal;
  const contextOf = contexts(dir, options, signal);
  const ports = { ...usualPorts, ...options.ports };
  /** The first failure ends the downloads and the waiting of the other servers. */
  const watched = async <T extends { server: ManagedServer }>(start: Promise<T>): Promise<T> => {
    try {
      const started = await start;
      const { name, description } = started.server;
      options.onStep?.({ server: name, text: description, ready: true });
      return started;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const [kafka, postgres, redis] = await Promise.allSettled([
    watched(startKafka(ports, contextOf('kafka'), { detours: options.kafkaDetours, login: options.kafkaLogin })),
    watched(startPostgres(ports.postgres, contextOf('postgres'))),
    watched(startRedis(ports.redis, contextOf('redis'))),
  ]);
  if (kafka.status === 'fulfilled' && postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    return { kafka: kafka.value, postgres: postgres.value, redis: redis.value };
  }
  const started = [kafka, postgres, redis].filter((result) => result.status === 'fulfilled');
  await Promise.all(started.map(({ value }) => value.server.stop()));
  throw signal.reason;
}

function contexts(dir: string, options: StackOptions, signal: AbortSignal): (server: ServerName) => StartContext {
  const shared = {
    dir,
    cacheDir: cacheDir(options.env),
    env: options.env,
    ports: openPortBook(join(dir, 'ports.json')),
    signal,
    onExit: (exit: Parameters<StartContext['onExit']>[0]) => options.onExit?.(exit),
  };
  return (server) => ({ ...shared, tell: (text) => options.onStep?.({ server, text, ready: false }) });
}
