import { performance } from 'node:perf_hooks';
import { type Servers, System } from '../../harness/system.ts';
import { fillLog } from '../fill-log.ts';
import { median } from '../in-turn.ts';
import { load, type Sent } from '../load.ts';
import { residentMb } from '../process-figures.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const few = 10_000;
const many = 1_000_000;
const unprojected = 300_000;
const touched = 5_000;
const boots = 5;

/**
 * What a command instance costs with ten thousand and with a million notes in the system: time to boot, in turn, and memory after
 * the same load. And its boot with events that no projector has seen yet.
 */
export async function benchGrowth(servers: Servers): Promise<readonly Row[]> {
  const small = await System.create(servers);
  const large = await System.create(servers);
  try {
    const fewIds = await fill(small, few);
    const manyIds = await fill(large, many);
    const smallBoots: number[] = [];
    const largeBoots: number[] = [];
    for (let i = 0; i < boots; i++) {
      smallBoots.push((await boot(small)).ms);
      largeBoots.push((await boot(large)).ms);
    }
    const smallMb = await memoryAfterLoad(small, fewIds);
    const largeMb = await memoryAfterLoad(large, manyIds);
    await fillLog(small, { notes: unprojected });
    const behind = [];
    for (let i = 0; i < boots; i++) behind.push(await boot(small));
    return [
      {
        what: 'boot with 1,000,000 notes (bare: 10,000), median of 5, ms',
        ours: median(largeBoots),
        bare: median(smallBoots),
        target: '± 10 %',
      },
      { what: 'memory after the same load, MiB', ours: largeMb, bare: smallMb, target: '± 10 %' },
      {
        what: 'boot with 300,000 unprojected events, median of 5, ms',
        ours: median(behind.map(({ ms }) => ms)),
        target: '≤ 3,000 ms',
      },
      {
        what: 'the slowest of them, ms',
        ours: Math.max(...behind.map(({ ms }) => ms)),
        target: '',
      },
      {
        what: 'memory then, MiB',
        ours: Math.max(...behind.map(({ mb }) => mb)),
        target: 'within NOTES_WINDOW_MB (256) + base',
      },
    ];
  } finally {
    await small.stop();
    await large.stop();
  }
}

/** @returns the ids of some of the notes. */
async function fill(system: System, notes: number): Promise<readonly string[]> {
  const ids = await fillLog(system, { notes, keep: touched });
  const { projector } = await catchUp(system, notes + partitions);
  await projector.end();
  // What Postgres would do by itself in a while, beside what is measured.
  await system.database((client) => client.query('vacuum analyze'));
  return ids;
}

async function memoryAfterLoad(system: System, ids: readonly string[]): Promise<number> {
  const command = await system.start('command');
  let i = 0;
  const change = (): Sent => ({ method: 'PATCH', path: `/v1/notes/${ids[++i % ids.length]}`, body: { priority: i } });
  const { failed } = await load(command.url, change, { connections: 64, seconds: 8 });
  if (failed > 0) throw new Error(`${failed} writes failed`);
  const mb = residentMb(command.pid);
  await command.end();
  return mb;
}

async function boot(system: System): Promise<{ readonly ms: number; readonly mb: number }> {
  const began = performance.now();
  const command = await system.start('command');
  const ms = performance.now() - began;
  const mb = residentMb(command.pid);
  await command.end();
  return { ms, mb };
}
