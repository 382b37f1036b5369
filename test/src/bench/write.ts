import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/service-process.ts';
import type { Servers } from '../harness/system.ts';
import { System } from '../harness/system.ts';
import { postLatency } from './latency.ts';
import { type Load, postNotes } from './load.ts';
import type { Row } from './report.ts';

const seconds = 8;
const warmUpSeconds = 3;

/**
 * `POST /v1/notes` on one command instance with the projector stopped, beside a bare route that validates the same and
 * stores nothing. The two take turns, so that a drift of the machine's speed meets both.
 */
export async function benchWrite(servers: Servers): Promise<readonly Row[]> {
  const bare = await startBare();
  const system = await System.create(servers);
  try {
    const command = await system.start('command');
    await postNotes(bare.url, 64, warmUpSeconds);
    await postNotes(command.url, 64, warmUpSeconds);
    const pairs: { bare: Load; ours: Load }[] = [];
    for (let turn = 0; turn < 3; turn++) {
      pairs.push({ bare: await postNotes(bare.url, 64, seconds), ours: await postNotes(command.url, 64, seconds) });
    }
    const pair = pairs.toSorted((a, b) => ratio(a) - ratio(b))[1];
    if (pair === undefined) throw new Error('no pair was measured');
    const failed = pairs.reduce((sum, { ours }) => sum + ours.failed, 0);
    if (failed > 0) throw new Error(`${failed} writes failed\n${command.output}`);
    const alone = { bare: await postLatency(bare.url, 2_000), ours: await postLatency(command.url, 2_000) };
    return [
      {
        what: 'POST /v1/notes, 64 connections, requests/s',
        ours: pair.ours.perSecond,
        bare: pair.bare.perSecond,
        target: '≥ 0.35 of bare',
      },
      { what: 'the same, p99 in ms', ours: pair.ours.p99Ms, bare: pair.bare.p99Ms, target: '' },
      {
        what: 'POST /v1/notes, 1 connection, p50 in ms',
        ours: alone.ours.p50Ms,
        bare: alone.bare.p50Ms,
        target: '< 3 ms',
      },
      { what: 'the same, p99 in ms', ours: alone.ours.p99Ms, bare: alone.bare.p99Ms, target: '' },
    ];
  } finally {
    bare.stop();
    await system.stop();
  }
}

const ratio = ({ bare, ours }: { bare: Load; ours: Load }): number => ours.perSecond / bare.perSecond;

async function startBare(): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./bare-server.js', import.meta.url))], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'inherit',
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error('the bare server did not start');
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return { url, stop: () => child.kill() };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
