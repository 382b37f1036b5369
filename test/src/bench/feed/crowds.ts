import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { call } from '../../harness/http.ts';
import type { ServiceProcess } from '../../harness/service-process.ts';
import { type Servers, System } from '../../harness/system.ts';
import { residentMb } from '../process-figures.ts';
import type { Row } from '../report.ts';
import { burst } from './burst.ts';
import { type Crowd, startCrowd } from './crowd.ts';

const idle = 2_000;
const returning = 1_000;
const missed = 2_000;
const readers = 400;
const stuck = 100;
const bursts = 40;
const burstNotes = 200;
const burstEveryMs = 500;

/** What connections cost that do nothing, that all come back at once, and that do not read what they asked for. */
export async function benchCrowds(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  const crowd = startCrowd();
  try {
    const { command, gateway } = await system.startAll();
    const before = residentMb(gateway.pid);
    await crowd.ask({ open: idle, url: gateway.url, subscribe: false });
    const idleKb = ((residentMb(gateway.pid) - before) * 1024) / idle;
    await crowd.ask({ close: true });

    const since = await burst(command.url, 1, 1);
    await burst(command.url, missed / 200, 200);
    const began = performance.now();
    await crowd.ask({ open: returning, url: gateway.url, since });
    await crowd.until(({ events, caughtUp }) => events >= missed * returning && caughtUp >= returning);
    const stormSeconds = (performance.now() - began) / 1000;
    const fromRing = await shareFromMemory(gateway.url);
    await crowd.ask({ close: true });

    await crowd.ask({ open: readers + stuck, url: gateway.url });
    const all = await writeTo(readers + stuck, { crowd, command, gateway });
    await crowd.ask({ pause: stuck });
    const some = await writeTo(readers, { crowd, command, gateway });
    return [
      { what: `memory of an idle connection (${idle}), KiB`, ours: idleKb, target: '≤ 20 KiB' },
      {
        what: `${returning} clients come back at once, ${missed} events each, s until all are caught up`,
        ours: stormSeconds,
        target: 'seconds',
      },
      { what: 'of them served from memory', ours: fromRing, target: 'most' },
      {
        what: `${stuck} of ${readers + stuck} clients not reading, 8,000 events: peak memory of the gateway, MiB`,
        ours: some.peakMb,
        target: 'bounded',
      },
      {
        what: 'written → frame at a client that reads, p99 in ms (bare: while all read)',
        ...{ ours: some.delayP99Ms, bare: all.delayP99Ms },
        target: 'unaffected',
      },
    ];
  } finally {
    crowd.end();
    await system.stop();
  }
}

type Hall = { readonly crowd: Crowd; readonly command: ServiceProcess; readonly gateway: ServiceProcess };

/** Bursts at a steady pace, until all who read have had them. */
async function writeTo(
  reading: number,
  { crowd, command, gateway }: Hall,
): Promise<{ peakMb: number; delayP99Ms: number }> {
  await crowd.ask({ time: true });
  const { events } = await crowd.ask({ count: true });
  let peakMb = 0;
  for (let i = 0; i < bursts; i++) {
    const next = wait(burstEveryMs);
    await burst(command.url, 1, burstNotes);
    peakMb = Math.max(peakMb, residentMb(gateway.pid));
    await next;
  }
  const { delayP99Ms } = await crowd.until((told) => told.events - events >= bursts * burstNotes * reading);
  return { peakMb, delayP99Ms };
}

async function shareFromMemory(gatewayUrl: string): Promise<number> {
  const { body } = await call<string>('GET', `${gatewayUrl}/metrics`);
  const counter = (from: string): number =>
    Number(
      new RegExp(`^notes_feed_since_total\\{[^}]*from="${from}"[^}]*\\} (\\S+)$`, 'm').exec(body)?.[1] ?? Number.NaN,
    );
  return counter('memory') / (counter('memory') + counter('journal'));
}
