import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import { cpuSeconds } from '../process-figures.ts';
import type { Row } from '../report.ts';
import { burst } from './burst.ts';
import { type Crowd, startCrowd } from './crowd.ts';

const subscribers = 1_000;
const bursts = 10;
const notesEach = 100;

/** CPU per delivered event with a thousand subscribers under bursts, beside a plain broadcast of the same events. */
export async function benchFanOut(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  const { REDIS_URL = '', REDIS_PREFIX = '' } = system.env;
  const bare = await startBare('./yardsticks/bare-broadcast.js', { REDIS_URL, REDIS_PREFIX });
  const crowds = [startCrowd(), startCrowd()] as const;
  try {
    const { command, gateway } = await system.startAll();
    const ours = await microsecondsPerEvent(crowds[0], gateway.url, gateway.pid, command.url);
    const theirs = await microsecondsPerEvent(crowds[1], bare.url, bare.pid, command.url);
    return [
      {
        what: `CPU per delivered event, ${subscribers} subscribers, bursts of ${notesEach}, µs`,
        ...{ ours, bare: theirs },
        target: '≤ 0.25 of bare, ≤ 2.5 µs',
      },
    ];
  } finally {
    for (const crowd of crowds) crowd.end();
    bare.stop();
    await system.stop();
  }
}

/** The crowd is gone again afterwards, so that the other's measurement does not pay for it. */
async function microsecondsPerEvent(crowd: Crowd, url: string, pid: number, commandUrl: string): Promise<number> {
  await crowd.ask({ open: subscribers, url });
  await burst(commandUrl, 2, notesEach);
  const warm = 2 * notesEach * subscribers;
  await crowd.until(({ events }) => events >= warm);
  const before = cpuSeconds(pid);
  await burst(commandUrl, bursts, notesEach);
  const wanted = bursts * notesEach * subscribers;
  await crowd.until(({ events }) => events >= warm + wanted);
  const used = cpuSeconds(pid) - before;
  await crowd.ask({ close: true });
  return (used * 1_000_000) / wanted;
}
