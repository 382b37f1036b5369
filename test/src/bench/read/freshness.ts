import { performance } from 'node:perf_hooks';
import { type Servers, System } from '../../harness/system.ts';
import { Connections } from '../connections.ts';
import { median } from '../in-turn.ts';
import { type Latency, percentiles } from '../latency.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import type { Row } from '../report.ts';

const seconds = 10;
/** The middle one of so many is given: a machine that others use, too, has slow moments. */
const rounds = 3;

/**
 * From the answer of a write to the answer of the read that carries its token, at steady rates of writes, with the services that
 * are on the way.
 */
export async function benchFreshness(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const [command, , query] = await Promise.all([
      system.start('command'),
      system.start('projector'),
      system.start('query'),
    ]);
    const writes = new Connections(command.url);
    const reads = new Connections(query.url);
    const at = async (perSecond: number, measured: number): Promise<Latency> => {
      const times: number[] = [];
      await openLoop(perSecond, measured, async () => {
        const { token, body } = await writes.send(createNote);
        const acknowledged = performance.now();
        const headers = { 'consistency-token': token };
        await reads.send({ method: 'GET', path: `/v1/notes/${body['id']}`, headers });
        times.push(performance.now() - acknowledged);
      });
      return percentiles(times);
    };
    // Until what is hot is compiled, in six processes.
    await at(500, 10);
    await at(1_000, 5);
    const slow: Latency[] = [];
    const fast: Latency[] = [];
    for (let round = 0; round < rounds; round++) {
      slow.push(await at(500, seconds));
      fast.push(await at(1_000, seconds));
    }
    writes.close();
    reads.close();
    const row = (what: string, of: readonly number[], target: string): Row => ({ what, ours: median(of), target });
    const p50 = (of: readonly Latency[]) => of.map(({ p50Ms }) => p50Ms);
    const p99 = (of: readonly Latency[]) => of.map(({ p99Ms }) => p99Ms);
    return [
      row('written → read with its token, 500 writes/s, p50 in ms', p50(slow), '≤ 10 ms'),
      row('the same, p99 in ms', p99(slow), '≤ 50 ms'),
      row('written → read with its token, 1,000 writes/s, p50 in ms', p50(fast), '≤ 15 ms'),
      row('the same, p99 in ms', p99(fast), '≤ 60 ms'),
    ];
  } finally {
    await system.stop();
  }
}
