import { setTimeout as wait } from 'node:timers/promises';
import { redisProgram } from '@notes/servers';
import { startRedisServer, type TcpProxy } from '@notes/testing';
import { Redis } from 'ioredis';
import { Random } from '../load/random.ts';
import type { Site } from './stage.ts';

/** Breaks something for a while, and mends it. */
export type Fault = (site: Site, random: Random) => Promise<void>;

/** How long a service may take to be ready again, on a machine that has much else to do. */
export const patienceMs = 60_000;

/** Longer than a command lives (10 s), or any request to Kafka. */
const longSleepMs = 11_500;

const killed =
  (server: 'kafka' | 'postgres' | 'redis', signal: NodeJS.Signals = 'SIGKILL'): Fault =>
  async ({ stack }, random) => {
    const { [server]: broken } = stack.servers;
    broken.kill(signal);
    await broken.gone();
    await wait(random.int(1_500));
    await broken.restart();
  };

const paused =
  (server: 'kafka' | 'postgres' | 'redis', ms: number): Fault =>
  async ({ stack }) => {
    stack.servers[server].kill('SIGSTOP');
    await wait(ms);
    stack.servers[server].kill('SIGCONT');
  };

/** All that networks do, in an order that the seed gives, to one instance after the other or to both. */
const badWeather =
  (server: 'kafka' | 'postgres'): Fault =>
  async ({ commands }, random) => {
    for (const storm of shuffled(storms, random)) {
      const hit = random.chance(0.5) ? commands : [random.pick(commands)];
      for (const { [server]: way } of hit) storm(way, random);
      await wait(300 + random.int(900));
      for (const { [server]: way } of hit) way.restore();
      await wait(random.int(300));
    }
  };

type Storm = (way: TcpProxy, random: Random) => void;

const storms: readonly Storm[] = [
  (way) => way.delay(200),
  (way, random) => way.delay(1 + random.int(50)),
  (way) => way.hang(),
  (way) => way.cut(),
  (way) => way.breakOnce(),
  (way) => way.breakOnce(),
  (way, random) => way.cutAnswersAfter(random.int(40)),
  (way, random) => way.cutAnswersAfter(random.int(400)),
  (way, random) => way.cutAnswersAfter(random.int(4_000)),
];

/**
 * A stall that is longer than requests to Kafka may take: appends are given up with their outcome unknown, and arrive after all,
 * now and then later than their command may be decided again.
 */
const stalledKafka: Fault = async ({ commands }, random) => {
  const { kafka } = random.pick(commands);
  kafka.hang();
  await wait(6_000 + random.int(6_000));
  kafka.restore();
};

/** So long that what the second instance retains of the log overflows, and it must refuse cold notes. */
const pausedProjector: Fault = async ({ others: { projector } }, random) => {
  projector.signal('SIGSTOP');
  await wait(3_000 + random.int(3_000));
  projector.signal('SIGCONT');
};

const restarted =
  (...names: readonly ('projector' | 'query' | 'gateway')[]): Fault =>
  async ({ others }) => {
    for (const name of names) {
      await others[name].restart('SIGKILL');
      await wait(200);
    }
  };

/** As a roll-out does: told to go, and back under the same address. */
const replacedGateway: Fault = async ({ others: { gateway } }) => {
  await gateway.restart('SIGTERM');
};

/** What Redis does to subscribers that do not keep up. */
const droppedSubscribers: Fault = async ({ stack }) => {
  const redis = new Redis(stack.redisUrl);
  for (let i = 0; i < 5; i++) {
    await redis.call('client', 'kill', 'type', 'pubsub');
    await wait(200);
  }
  redis.disconnect();
};

/** As a failover does: the primary becomes a replica under open connections, and the address leads to the new one; then the same back. */
const demotedRedis: Fault = async ({ stack, redis }, random) => {
  const other = await startRedisServer(await redisProgram(process.env));
  const first = new Redis(stack.redisUrl);
  try {
    await first.call('REPLICAOF', '127.0.0.1', String(other.port));
    redis.moveTo(other.url);
    await wait(3_000 + random.int(3_000));
    await other.say(`REPLICAOF 127.0.0.1 ${new URL(stack.redisUrl).port}`);
    await first.call('REPLICAOF', 'NO', 'ONE');
    redis.moveTo(stack.redisUrl);
    await wait(3_000 + random.int(3_000));
  } finally {
    first.disconnect();
    await other.stop();
  }
};

const killedCommand: Fault = async ({ commands }, random) => {
  for (const { service } of shuffled(commands, random)) {
    await service.restart('SIGKILL');
    await service.ready(patienceMs);
    await wait(random.int(500));
  }
};

/** As a roll-out does: each finishes what it is at, and its successor has to know what it has left. */
export const replacedCommand: Fault = async ({ commands }) => {
  for (const { service } of commands) {
    await service.restart('SIGTERM');
    await service.ready(patienceMs);
  }
};

const sleepingCommand: Fault = async ({ commands }) => {
  const { service } = commands[0];
  service.signal('SIGSTOP');
  await wait(longSleepMs);
  service.signal('SIGCONT');
};

const hourMs = 3_600_000;

/** Whatever else is done meanwhile: one process after the other is an hour behind or ahead for a while, and then right again. */
const underSteppingClocks =
  (fault: Fault): Fault =>
  async (site, random) => {
    const { services } = site.system;
    let isOver = false;
    // Draws of its own: which of both draws first is chance.
    const draws = new Random(random.int(2 ** 31));
    const stepping = async (): Promise<void> => {
      do {
        draws.pick(services).stepClock(draws.pick([-hourMs, hourMs]));
        await wait(500 + draws.int(1_000));
        if (draws.chance(0.3)) draws.pick(services).stepClock(0);
      } while (!isOver);
      for (const service of services) service.stepClock(0);
    };
    const stepped = stepping();
    await fault(site, random).finally(() => {
      isOver = true;
    });
    await stepped;
  };

/** After which nobody may be told that something is away. */
export const harmless: Readonly<Record<string, Fault>> = {
  'nothing broken': async () => {},
  'clocks that step': underSteppingClocks(() => wait(5_000)),
};

export const faults: Readonly<Record<string, Fault>> = {
  'each command instance is killed': killedCommand,
  'a command instance sleeps past every deadline, and wakes': sleepingCommand,
  'projector, query and gateway are killed': restarted('projector', 'query', 'gateway'),
  'the gateway is replaced': replacedGateway,
  'the projector pauses': pausedProjector,
  'the broker is killed': killed('kafka'),
  'the broker pauses for 5 s': paused('kafka', 5_000),
  'Postgres is killed': killed('postgres'),
  'Postgres is restarted': killed('postgres', 'SIGINT'),
  'Redis is lost': killed('redis'),
  'Redis drops its subscribers': droppedSubscribers,
  'Redis is demoted under open connections, there and back': demotedRedis,
  'the ways to Kafka are slow, silent, cut': badWeather('kafka'),
  'a way to Kafka stalls for longer than a request may take': stalledKafka,
  'the ways to Postgres are slow, silent, cut': badWeather('postgres'),
  'clocks step while the broker pauses for 5 s': underSteppingClocks(paused('kafka', 5_000)),
  'clocks step while Redis hangs': underSteppingClocks(paused('redis', 4_000)),
  'clocks step while a way to Kafka stalls': underSteppingClocks(stalledKafka),
};

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
