import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Stack, startStack } from '@notes/servers';
import { anyPorts } from '../harness/any-ports.ts';
import type { Servers } from '../harness/system.ts';
import { benchCapacity } from './capacity/capacity.ts';
import { benchCrowds } from './feed/crowds.ts';
import { benchFanOut } from './feed/fan-out.ts';
import { benchFeedLatency } from './feed/latency.ts';
import { benchThroughGateway } from './feed/through-gateway.ts';
import { benchLive } from './live/live.ts';
import { benchScale } from './live/scale.ts';
import { benchPage } from './page/page.ts';
import { benchPeers, trialNames } from './peers/peers.ts';
import { benchCatchUp } from './read/catch-up.ts';
import { benchFreshness } from './read/freshness.ts';
import { benchReads } from './read/reads.ts';
import { benchRebuild } from './read/rebuild.ts';
import { type Row, report, section } from './report.ts';
import { benchTaskPosts } from './tasks/posts.ts';
import { benchGrowth } from './write/growth.ts';
import { benchOneNote } from './write/one-note.ts';
import { benchPatches } from './write/patches.ts';
import { benchPosts } from './write/posts.ts';
import { benchRefusals } from './write/refusals.ts';
import { benchTraces } from './write/traces.ts';

type Table = {
  /** What can be run alone. */
  readonly parts: readonly string[];
  bench(stack: Stack, part: string | undefined, log: (line: string) => void): Promise<string>;
};

type Bench = (servers: Servers) => Promise<readonly Row[]>;

/**
 * `npm run bench` measures everything, `npm run bench -- write` one side, `npm run bench -- write posts` one bench of it;
 * `npm run bench -- peers` measures Notes beside other ways to build the same, `npm run bench -- live` what a write costs each process,
 * and `npm run bench -- scale` the same with more instances.
 */
const sides: Readonly<Record<string, Readonly<Record<string, Bench>>>> = {
  write: {
    posts: benchPosts,
    patches: benchPatches,
    'one-note': benchOneNote,
    refusals: benchRefusals,
    growth: benchGrowth,
    traces: benchTraces,
  },
  tasks: { posts: benchTaskPosts },
  read: { 'catch-up': benchCatchUp, reads: benchReads, freshness: benchFreshness, rebuild: benchRebuild },
  page: { page: benchPage },
  feed: {
    'fan-out': benchFanOut,
    latency: benchFeedLatency,
    crowds: benchCrowds,
    'through-gateway': benchThroughGateway,
  },
  capacity: { capacity: benchCapacity },
};

/** Benches whose tables are of another form; they are run by name alone. */
const tables: Readonly<Record<string, Table>> = {
  peers: { parts: trialNames, bench: benchPeers },
  live: { parts: [], bench: (stack, _part, log) => benchLive(stack, log) },
  scale: { parts: [], bench: (stack, _part, log) => benchScale(stack, log) },
};

const [side, only] = process.argv.slice(2);
const table = side === undefined ? undefined : tables[side];
const wanted = Object.entries(sides).filter(([name]) => side === undefined || side === name);
const isThere =
  table === undefined
    ? wanted.length > 0 && (only === undefined || wanted[0]?.[1][only] !== undefined)
    : only === undefined || table.parts.includes(only);
if (!isThere) {
  const names = [
    ...Object.entries(sides).map(([name, benches]) => ({ name, parts: Object.keys(benches) })),
    ...Object.entries(tables).map(([name, { parts }]) => ({ name, parts })),
  ].map(({ name, parts }) => (parts.length === 0 ? name : `${name} [${parts.join(' | ')}]`));
  const without = Object.keys(tables).join(' and ');
  console.error(`There is no such bench. Choose one of these, or none for all but ${without}:\n${names.join('\n')}`);
  process.exit(2);
}

const results = new URL('../../bench/', import.meta.url);
const dir = await mkdtemp(join(tmpdir(), 'notes-bench-'));
const stack = await startStack({ dir, env: process.env, ports: anyPorts, onStep: () => {} });
try {
  if (table !== undefined) {
    const text = await table.bench(stack, only, (line) => console.error(line));
    console.log(text);
    if (only === undefined) await writeFile(new URL(`${side}.table.md`, results), text);
  }
  for (const [name, benches] of wanted) {
    const rows: Row[] = [];
    for (const [what, bench] of Object.entries(benches)) {
      if (only !== undefined && only !== what) continue;
      console.error(`${name}: ${what}`);
      // What the one before has left to be written is not to be measured with this one.
      await promisify(execFile)('sync');
      rows.push(...(await bench(stack)));
    }
    const text = section(name, rows, new Date());
    console.log(text);
    // One bench alone is for whoever is at work on it; what is kept is a whole side.
    if (only === undefined) await writeFile(new URL(`${name}.table.md`, results), text);
  }
  if (only === undefined && table === undefined) await writeFile(new URL('RESULTS.md', results), await whole());
} finally {
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}

/** The tables of all sides as last measured, each with the words about it that stand beside this file's results. */
async function whole(): Promise<string> {
  const read = (name: string): Promise<string> =>
    readFile(fileURLToPath(new URL(name, results)), 'utf8').catch(() => '');
  const parts = Object.keys(sides).map(async (name) => [await read(`${name}.table.md`), await read(`${name}.md`)]);
  return report((await Promise.all(parts)).flat());
}
