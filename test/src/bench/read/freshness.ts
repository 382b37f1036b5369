import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { type Servers, System } from '../../harness/system.ts';
import { type Latency, percentiles, send } from '../latency.ts';
import { createNote } from '../load.ts';
import { openLoop } from '../open-loop.ts';
import type { Row } from '../report.ts';

const seconds = 10;

/** From the answer of a write to the answer of the read that carries its token, at steady rates of writes. */
export async function benchFreshness(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    const { command, query } = await system.startAll();
    const agent = new Agent({ keepAlive: true, maxSockets: 256 });
    const at = async (perSecond: number, measured: number): Promise<Latency> => {
      const times: number[] = [];
      await openLoop(perSecond, measured, async () => {
        const { token, body } = await send(command.url, createNote, agent);
        const acknowledged = performance.now();
        const headers = { 'consistency-token': token };
        await send(query.url, { method: 'GET', path: `/v1/notes/${body['id']}`, headers }, agent);
        times.push(performance.now() - acknowledged);
      });
      return percentiles(times);
    };
    // Until what is hot is compiled, in six processes.
    await at(500, 10);
    await at(1_000, 5);
    const slow = await at(500, seconds);
    const fast = await at(1_000, seconds);
    agent.destroy();
    return [
      { what: 'written → read with its token, 500 writes/s, p50 in ms', ours: slow.p50Ms, target: '≤ 10 ms' },
      { what: 'the same, p99 in ms', ours: slow.p99Ms, target: '≤ 50 ms' },
      { what: 'written → read with its token, 1,000 writes/s, p50 in ms', ours: fast.p50Ms, target: '≤ 15 ms' },
      { what: 'the same, p99 in ms', ours: fast.p99Ms, target: '≤ 60 ms' },
    ];
  } finally {
    await system.stop();
  }
}
