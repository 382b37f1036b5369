import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import { latencyOf } from '../latency.ts';
import { createNote } from '../load.ts';
import { comparePairs } from '../pairs.ts';
import type { Row } from '../report.ts';

/**
 * `POST /v1/notes` on one command instance, without and with a projector at work, beside a bare route that validates the
 * same and stores nothing.
 */
export async function benchPosts(servers: Servers): Promise<readonly Row[]> {
  const bare = await startBare('./yardsticks/bare-writes.js');
  const system = await System.create(servers);
  try {
    const command = await system.start('command');
    const sides = [
      { url: bare.url, pid: bare.pid, requests: createNote },
      { url: command.url, pid: command.pid, requests: createNote },
    ] as const;
    const stopped = await comparePairs(...sides);
    const alone = {
      bare: await latencyOf(bare.url, createNote, 2_000),
      ours: await latencyOf(command.url, createNote, 2_000),
    };
    await system.start('projector');
    const running = await comparePairs(...sides);
    return [
      row(
        'POST /v1/notes, 64 connections, requests/s',
        stopped.ours.perSecond,
        stopped.bare.perSecond,
        '≥ 0.45 of bare',
      ),
      row('the same, p99 in ms', stopped.ours.p99Ms, stopped.bare.p99Ms, '≤ 4 of bare'),
      row('the same, CPU of the service in µs a request', stopped.ours.cpuUs, stopped.bare.cpuUs, '≤ 1.4 of bare'),
      row(
        'the same with the projector at work, requests/s',
        running.ours.perSecond,
        running.bare.perSecond,
        '≥ 0.25 of bare',
      ),
      row('POST /v1/notes, 1 connection, p50 in ms', alone.ours.p50Ms, alone.bare.p50Ms, '< 3 ms'),
      row('the same, p99 in ms', alone.ours.p99Ms, alone.bare.p99Ms, ''),
    ];
  } finally {
    bare.stop();
    await system.stop();
  }
}

const row = (what: string, ours: number, bare: number, target: string): Row => ({ what, ours, bare, target });
