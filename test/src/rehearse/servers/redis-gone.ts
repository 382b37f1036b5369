import { setTimeout as wait } from 'node:timers/promises';
import { describe } from '../../history/ledger.ts';
import { succeeded } from '../clients/phases.ts';
import { onServers } from './server-stage.ts';

const beforeMs = 10_000;
const goneMs = 30_000;
const afterMs = 15_000;

/** Redis is killed, is away for half a minute, and comes back empty. No request may fail of it, and no follower miss anything. */
export function rehearseRedisGone(): Promise<boolean> {
  return onServers({
    // Counting requests is the only thing that Redis is written to for.
    env: { RATE_LIMIT_PER_HOUR: '1000000' },
    async act({ stack, load, phases, readiness, system }) {
      const { redis } = stack.servers;
      phases.begin('Redis there');
      await wait(beforeMs);
      redis.kill('SIGKILL');
      phases.begin('Redis away');
      await redis.gone();
      await wait(goneMs);
      await redis.restart();
      phases.begin('Redis back, empty');
      await wait(afterMs);
      const back = readiness.now();
      return [
        ...load.attempts.filter(({ answer }) => !succeeded(answer)).map(describe),
        ...load.reads.filter(({ answer }) => !succeeded(answer)).map(({ answer }) => `a read: ${answer?.status}`),
        ...readiness.unready(),
        ...[...back.values()].filter((state) => state !== '200'),
        ...(back.size === system.services.length ? [] : ['not every service was watched']),
      ];
    },
  });
}
