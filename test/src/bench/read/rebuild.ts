import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type Servers, System } from '../../harness/system.ts';
import { Connections } from '../connections.ts';
import { fillLog } from '../fill-log.ts';
import { median } from '../in-turn.ts';
import { percentiles } from '../latency.ts';
import { openLoop } from '../open-loop.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const notes = 225_000;
const revised = 75_000;
const readsPerSecond = 200;
/** Slow reads are few, and one slow moment of the machine is enough for all of them. */
const rounds = 3;

/** How fast a new version of the read model is built from a journal of 300,000 events, and what readers notice of it. */
export async function benchRebuild(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const ids = await fillLog(system, { notes, revised, keep: 10_000 });
    await catchUp(system, notes + revised + partitions);
    const query = await system.start('query');
    const reads = new Connections(query.url);
    await system.cli('projection', 'build', '--fast');
    const perSecond = await untilBuilt(system);
    await system.cli('projection', 'drop', '2', '--yes');

    const times: number[] = [];
    const read = async (): Promise<void> => {
      const began = performance.now();
      const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
      await reads.send({ method: 'GET', path: `/v1/notes/${id}` });
      times.push(performance.now() - began);
    };
    const during = async (work: Promise<unknown>): Promise<number[]> => {
      let busy = true;
      const done = work.finally(() => {
        busy = false;
      });
      while (busy) await openLoop(readsPerSecond, 1, read);
      await done;
      return times.splice(0);
    };
    await during(wait(5_000));
    const quiet: number[] = [];
    const busy: number[] = [];
    const paces: number[] = [];
    for (let round = 0; round < rounds; round++) {
      quiet.push(...(await during(wait(8_000))));
      // The process of the command is not the build.
      await system.cli('projection', 'build');
      const built = untilBuilt(system).then((pace) => paces.push(pace));
      busy.push(...(await during(built)));
      await system.cli('projection', 'drop', '2', '--yes');
    }
    reads.close();
    const [before, meanwhile] = [percentiles(quiet), percentiles(busy)];
    return [
      { what: 'rebuild of 300,000 events from the journal, --fast, events/s', ours: perSecond, target: '≥ 30,000/s' },
      { what: 'the same at the default pace, under the reads below', ours: median(paces), target: '' },
      {
        what: `GET by id during a rebuild (bare: before it), ${readsPerSecond}/s, p50 in ms`,
        ...{ ours: meanwhile.p50Ms, bare: before.p50Ms },
        target: '',
      },
      { what: 'the same, p99 in ms', ours: meanwhile.p99Ms, bare: before.p99Ms, target: '≤ 1.5 of before' },
    ];
  } finally {
    await system.stop();
  }
}

/** Resolves when the version that is being built is ready, with the events folded a second, from the first to the last. */
async function untilBuilt(system: System): Promise<number> {
  return system.database(async (client) => {
    let first: { at: number; events: number } | undefined;
    let last: { at: number; events: number } | undefined;
    for (;;) {
      const { rows } = await client.query<{ events: string; state: string }>(
        'select events, state from read_models order by version desc limit 1',
      );
      const events = Number(rows[0]?.events);
      const now = { at: performance.now(), events };
      if (events > 0) first ??= now;
      if (events > (last?.events ?? 0)) last = now;
      if (rows[0]?.state === 'ready' && first !== undefined && last !== undefined)
        return ((last.events - first.events) * 1000) / (last.at - first.at);
      await wait(20);
    }
  });
}
