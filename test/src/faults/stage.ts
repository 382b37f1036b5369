import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '@notes/servers';
import { startTcpProxy, type TcpProxy } from '@notes/testing';
import { anyPorts } from '../harness/any-ports.ts';
import { freePort, type ServiceProcess, steppable } from '../harness/service-process.ts';
import { System } from '../harness/system.ts';
import { actors, MixedLoad } from '../load/mixed-load.ts';
import { Audience } from './audience.ts';

/** A command instance, and its ways to its servers. */
type Instance = {
  readonly service: ServiceProcess;
  readonly kafka: TcpProxy;
  readonly postgres: TcpProxy;
};

/**
 * A system to break: two command instances, each with ways of its own to Kafka and Postgres, one of each other service, and
 * servers that are nobody else's.
 */
export type Site = {
  readonly stack: Stack;
  /** The address at which the services find Redis. */
  readonly redis: TcpProxy;
  readonly system: System;
  readonly commands: readonly [Instance, Instance];
  readonly others: Readonly<Record<'projector' | 'query' | 'gateway', ServiceProcess>>;
  /** The addresses that take writes. */
  readonly writers: readonly string[];
  stop(): Promise<void>;
};

/** A site with everything that may be done with notes on it, and an audience that follows all of it. */
export type Stage = Site & {
  readonly load: MixedLoad;
  readonly audience: Audience;
  /** What was found wrong so far. */
  readonly found: Set<string>;
};

export async function openStage(): Promise<Stage> {
  const site = await openSite();
  const { gateway, query } = site.others;
  const audience = await Audience.open(gateway.url, actors);
  return {
    ...site,
    load: new MixedLoad({ writers: site.writers, readers: [query.url, gateway.url] }),
    audience,
    found: new Set(),
    async stop() {
      audience.close();
      await site.stop();
    },
  };
}

export async function openSite(): Promise<Site> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-faults-'));
  const { KAFKA_BROKERS: _, DATABASE_URL: __, REDIS_URL: ___, ...env } = process.env;
  const [port1, port2] = [await freePort(), await freePort()];
  const [kafka1, kafka2] = await Promise.all([port1, port2].map((port) => startTcpProxy(`kafka://127.0.0.1:${port}`)));
  if (kafka1 === undefined || kafka2 === undefined) throw new Error('two ports give two proxies');
  const kafkaDetours = [
    { port: port1, advertised: kafka1.port },
    { port: port2, advertised: kafka2.port },
  ];
  const stack = await startStack({ dir, env, ports: anyPorts, kafkaDetours });
  const redis = await startTcpProxy(stack.redisUrl);
  const system = await System.create({ ...stack, redisUrl: redis.url }, steppable);
  // The second one has little memory: its notes are often cold, and it cannot retain much of the log.
  const commands = await Promise.all([
    startCommand(system, kafka1, {}),
    startCommand(system, kafka2, { NOTES_CACHE_MB: '1', NOTES_WINDOW_MB: '1' }),
  ]);
  const [projector, query] = await Promise.all([system.start('projector'), system.start('query')]);
  const ways = { COMMAND_URL: commands[0].service.url, QUERY_URL: query.url };
  const gateway = await system.start('gateway', ways);
  return {
    stack,
    redis,
    system,
    commands,
    others: { projector, query, gateway },
    writers: [...commands.map(({ service }) => service.url), gateway.url],
    async stop() {
      await system.stop();
      await Promise.all(commands.flatMap(({ kafka, postgres }) => [kafka.close(), postgres.close()]));
      await redis.close();
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function startCommand(system: System, kafka: TcpProxy, env: Record<string, string>): Promise<Instance> {
  const postgres = await startTcpProxy(system.env['DATABASE_URL'] ?? '');
  const ways = { KAFKA_BROKERS: `127.0.0.1:${kafka.port}`, DATABASE_URL: postgres.url };
  return { service: await system.start('command', { ...ways, ...env }), kafka, postgres };
}
