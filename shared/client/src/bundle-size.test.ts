import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Vite } from 'vitest/node';

/** The bundler that vitest itself stands on. */
const path = createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite');
const { build }: typeof Vite = await import(path);

const mostBytes = 13 * 1024;

type Chunk = { readonly type: string; readonly code?: string; readonly modules?: object };

/** What a page gets that imports all of the client. */
async function bundle(): Promise<{ code: string; modules: string[] }> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source', 'browser', 'module', 'import'] },
    build: {
      write: false,
      minify: true,
      lib: { entry: fileURLToPath(new URL('./index.ts', import.meta.url)), formats: ['iife'], name: 'notes' },
    },
  });
  const chunks = [result].flat().flatMap((one) => ('output' in one ? (one.output as unknown as Chunk[]) : []));
  return {
    code: chunks.map(({ code = '' }) => code).join('\n'),
    modules: chunks.flatMap(({ modules = {} }) => Object.keys(modules)),
  };
}

test('in a browser there is nothing of Node, of the schemas, nor of Kafka, and it is small', async () => {
  const { code, modules } = await bundle();
  expect(code).not.toMatch(/["'](?:node:[\w/]+|ws|typebox|kafkajs|buffer|events|net)["']/);
  expect(code).not.toMatch(/__vite-browser-external/);
  expect(modules.filter((id) => /node_modules|contracts?\/(?!src\/glob)|kafka|-node\.ts$/.test(id))).toEqual([]);
  expect(modules.filter((id) => /\/(?:open-websocket|read-token-file)\.ts$/.test(id))).toHaveLength(2);
  const bytes = gzipSync(code).length;
  process.stdout.write(`the client in a browser: ${code.length} bytes, ${bytes} with gzip\n`);
  expect(bytes).toBeLessThan(mostBytes);
});
