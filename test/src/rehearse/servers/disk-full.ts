import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@notes/postgres';
import type { ServerName } from '@notes/servers';
import { eventually } from '@notes/testing';
import { Redis } from 'ioredis';
import { call, tokenOf } from '../../harness/http.ts';
import { onServers, type ServerStage } from './server-stage.ts';
import { SmallDisk } from './small-disk.ts';
import { Supervisor } from './supervisor.ts';

/** Enough for what each keeps, and small enough to be filled. */
const megabytes: Readonly<Record<ServerName, number>> = { kafka: 192, postgres: 768, redis: 16 };
const beforeMs = 8_000;
const fullMs = 20_000;
const afterMs = 10_000;
const recoveryMs = 60_000;

/** The disk of one server after the other is filled for a while, and freed. Servers that end of it are started again, nothing else is done. */
export function rehearseDiskFull(): Promise<boolean> {
  const disks = new Map<ServerName, SmallDisk>();
  return onServers({
    env: { RATE_LIMIT_PER_HOUR: '1000000' },
    async prepare(dir) {
      for (const [name, size] of Object.entries(megabytes) as [ServerName, number][]) {
        const disk = new SmallDisk(join(dir, name), size);
        await disk.mount();
        disks.set(name, disk);
      }
    },
    async act(stage) {
      await keepRedisOnDisk(stage.stack.redisUrl);
      const wrong: string[] = [];
      for (const [name, disk] of disks) wrong.push(...(await fillUp(stage, name, disk)));
      return wrong;
    },
    async cleanUp() {
      for (const disk of disks.values()) await disk.unmount();
    },
  });
}

/** As a hosted Redis does. Ours keeps nothing, and so has nothing to lose. */
async function keepRedisOnDisk(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.config('SET', 'appendonly', 'yes');
  await redis.config('SET', 'save', '1 1');
  redis.disconnect();
}

async function fillUp(stage: ServerStage, name: ServerName, disk: SmallDisk): Promise<string[]> {
  const { stack, phases, gateway } = stage;
  const supervisor = new Supervisor(stack.servers[name]);
  phases.begin(`${name}: room`);
  await wait(beforeMs);
  await disk.fill();
  phases.begin(`${name}: disk full`);
  await wait(fullMs / 2);
  if (name === 'postgres') await switchWal(stack.databaseUrl);
  await wait(fullMs / 2);
  await disk.free();
  const freed = performance.now();
  phases.begin(`${name}: room again`);
  const back = await eventually(() => writeAndRead(gateway.url), { timeoutMs: recoveryMs, everyMs: 100 }).then(
    () => performance.now() - freed,
    () => undefined,
  );
  await wait(afterMs);
  await supervisor.stop();
  console.log(
    `${name}: ended ${supervisor.ends} times; a write and a read of it ${back?.toFixed(0)} ms after the disk was freed`,
  );
  return back === undefined ? [`${name} did not come back by itself`] : [];
}

/** A new file of the write-ahead log is needed, for which there is no room: what ends a Postgres whose disk is full. */
async function switchWal(url: string): Promise<void> {
  await withClient(url, (client) => client.query('select pg_switch_wal()')).catch(() => {});
}

/** What the judge is not told of must be of no note: it is put to one that does not exist. */
async function writeAndRead(url: string): Promise<void> {
  const id = '00000000-0000-4000-8000-000000000000';
  const written = await call('DELETE', `${url}/v1/notes/${id}`);
  if (written.status !== 404) throw new Error(`a write was answered ${written.status}`);
  const headers = { 'consistency-token': tokenOf(written) };
  const read = await call('GET', `${url}/v1/notes?limit=1`, { headers });
  if (read.status !== 200) throw new Error(`a read was answered ${read.status}`);
}
