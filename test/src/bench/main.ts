import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack } from '@notes/local';
import type { Servers } from '../harness/system.ts';
import { benchCatchUp } from './catch-up.ts';
import { type Row, report } from './report.ts';
import { benchWrite } from './write.ts';

/**
 * `npm run bench` measures everything and writes test/bench/RESULTS.md; `npm run bench -- write` or `read` measures one side
 * and only prints.
 */
const sides: Record<string, readonly ((servers: Servers) => Promise<readonly Row[]>)[]> = {
  write: [benchWrite],
  read: [benchCatchUp],
};

const wanted = process.argv[2];
const benches = wanted === undefined ? Object.values(sides).flat() : sides[wanted];
if (benches === undefined) {
  console.error(`There is no bench "${wanted}". Choose one of: ${Object.keys(sides).join(', ')}, or none for all.`);
  process.exit(2);
}

const dir = await mkdtemp(join(tmpdir(), 'notes-bench-'));
const stack = await startStack({ dir, env: process.env, onStep: (step) => console.error(step) });
try {
  const rows: Row[] = [];
  for (const bench of benches) rows.push(...(await bench(stack)));
  const text = report(rows, new Date());
  console.log(text);
  if (wanted === undefined) await writeFile(fileURLToPath(new URL('../../bench/RESULTS.md', import.meta.url)), text);
} finally {
  await stack.stop();
  await rm(dir, { recursive: true, force: true });
}
