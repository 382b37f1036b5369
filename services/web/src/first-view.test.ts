import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const mostBytes = 60 * 1024;

type Chunk = {
  readonly type: string;
  readonly fileName: string;
  readonly code?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
};

/** What the page is built into, by file name. */
async function built(): Promise<ReadonlyMap<string, Chunk>> {
  const { build } = await import('vite');
  const result = await build({
    root,
    configFile: `${root}/vite.config.ts`,
    logLevel: 'silent',
    build: { write: false },
  });
  const chunks = [result].flat().flatMap((one) => ('output' in one ? (one.output as unknown as Chunk[]) : []));
  return new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
}

test('the first view takes no more than 60 KB of script, and what is seldom needed is fetched when it is', {
  timeout: 60_000,
}, async () => {
  const chunks = await built();
  const first = new Set<string>();
  const add = (name: string): void => {
    if (first.has(name)) return;
    first.add(name);
    for (const next of chunks.get(name)?.imports ?? []) add(next);
  };
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) add(fileName);
  const bytes = [...first].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0);
  process.stdout.write(`the first view: ${bytes} bytes of script with gzip\n`);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(mostBytes);
  for (const part of ['drawer', 'history-panel', 'conflict-dialog', 'help-dialog', 'settings-dialog']) {
    const name = [...chunks.keys()].find((file) => file.includes(part) && file.endsWith('.js'));
    expect(name, part).toBeDefined();
    expect(first).not.toContain(name);
  }
});
