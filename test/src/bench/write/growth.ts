import { performance } from 'node:perf_hooks';
import type { ServiceProcess } from '../../harness/service-process.ts';
import { type Servers, System } from '../../harness/system.ts';
import { fillLog } from '../fill-log.ts';
import { load, type Sent } from '../load.ts';
import { residentMb } from '../process-figures.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const few = 10_000;
const many = 1_000_000;
const unprojected = 300_000;
const touched = 5_000;

/**
 * What a command instance costs with ten thousand and with a million notes in the system: time to boot, and memory after
 * the same load. And its boot with events that no projector has seen yet.
 */
export async function benchGrowth(servers: Servers): Promise<readonly Row[]> {
  const small = await System.create(servers);
  const large = await System.create(servers);
  try {
    const ten = await figuresWith(small, few);
    const million = await figuresWith(large, many);
    await fillLog(small, { notes: unprojected });
    const behind = await timeBoot(small);
    return [
      {
        what: 'boot with 1,000,000 notes (bare: 10,000), ms',
        ours: million.bootMs,
        bare: ten.bootMs,
        target: '± 10 %',
      },
      { what: 'memory after the same load, MiB', ours: million.mb, bare: ten.mb, target: '± 10 %' },
      { what: 'boot with 300,000 unprojected events, ms', ours: behind.ms, target: '≤ 3,000 ms' },
      { what: 'memory then, MiB', ours: residentMb(behind.command.pid), target: 'within NOTES_WINDOW_MB (256) + base' },
    ];
  } finally {
    await small.stop();
    await large.stop();
  }
}

async function figuresWith(system: System, notes: number): Promise<{ bootMs: number; mb: number }> {
  const ids = await fillLog(system, { notes, keep: touched });
  const { projector } = await catchUp(system, notes + partitions);
  await projector.end();
  // What Postgres would do by itself in a while, beside what is measured.
  await system.database((client) => client.query('vacuum analyze'));
  const boots: number[] = [];
  for (let i = 0; i < 4; i++) {
    const { ms, command } = await timeBoot(system);
    boots.push(ms);
    await command.end();
  }
  const { command } = await timeBoot(system);
  let i = 0;
  const change = (): Sent => ({ method: 'PATCH', path: `/v1/notes/${ids[++i % ids.length]}`, body: { priority: i } });
  const { failed } = await load(command.url, change, { connections: 64, seconds: 8 });
  if (failed > 0) throw new Error(`${failed} writes failed`);
  const mb = residentMb(command.pid);
  await command.end();
  return { bootMs: boots.toSorted((a, b) => a - b)[1] ?? Number.NaN, mb };
}

async function timeBoot(system: System): Promise<{ ms: number; command: ServiceProcess }> {
  const began = performance.now();
  const command = await system.start('command');
  return { ms: performance.now() - began, command };
}
