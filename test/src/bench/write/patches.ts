import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import { fillLog } from '../fill-log.ts';
import type { Sent } from '../load.ts';
import { comparePairs } from '../pairs.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const hotNotes = 1_000;
const notes = 150_000;

/**
 * `PATCH /v1/notes/{id}`: of notes that the instance has in memory, and of notes that it has never seen and must load, each
 * touched once. Beside a bare route that validates the same.
 */
export async function benchPatches(servers: Servers): Promise<readonly Row[]> {
  const bare = await startBare('./yardsticks/bare-writes.js');
  const system = await System.create(servers);
  try {
    const ids = await fillLog(system, { notes, keep: notes });
    const { projector } = await catchUp(system, notes + partitions);
    await projector.end();
    const command = await system.start('command');
    const hot = ids.slice(0, hotNotes);
    const cold = ids.slice(hotNotes);
    let i = 0;
    const ofHot = (): Sent => patch(hot[++i % hot.length], i);
    const ofCold = (): Sent => patch(cold[++i % cold.length], i);
    const warm = await comparePairs({ url: bare.url, requests: ofHot }, { url: command.url, requests: ofHot });
    // From the yardstick's share of the turns the ids go unused, so that each meets ours once at most.
    let used = 0;
    const fresh = (): Sent => patch(cold[used++], used);
    const loaded = await comparePairs({ url: bare.url, requests: ofCold }, { url: command.url, requests: fresh });
    if (used > cold.length) throw new Error('there were too few notes: some were not cold any more');
    const of = (what: string, pair: typeof warm, target: string): Row => ({
      ...{ what, target },
      ...{ ours: pair.ours.perSecond, bare: pair.bare.perSecond },
    });
    return [
      of('PATCH of 1,000 hot notes, 64 connections, requests/s', warm, '≥ 0.35 of bare'),
      of('PATCH of cold notes, each for the first time, requests/s', loaded, '≥ 0.27 of bare'),
    ];
  } finally {
    bare.stop();
    await system.stop();
  }
}

const patch = (id: string | undefined, i: number): Sent => ({
  method: 'PATCH',
  path: `/v1/notes/${id}`,
  body: { priority: i },
});
