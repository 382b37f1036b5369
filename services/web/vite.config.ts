import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const gateway = process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

const compressible = /\.(?:js|css|html|svg|json|txt|webmanifest)$/;
/** Below, a response fits into one packet anyway. */
const leastBytes = 1024;

/** Compresses each text of the build once, as well as possible, instead of at each request. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  async writeBundle({ dir = 'dist' }) {
    const files = await readdir(dir, { recursive: true });
    await Promise.all(files.filter((file) => compressible.test(file)).map((file) => compress(join(dir, file))));
  },
});

export default defineConfig({
  // The packages of this repository are taken from their sources: they need not be built first.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
  plugins: [precompress()],
  // For development: `npx vite` beside a running system.
  server: { proxy: { '/v1': { target: gateway, ws: true } } },
});

async function compress(file: string): Promise<void> {
  const text = await readFile(file);
  if (text.length < leastBytes) return;
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  await Promise.all([
    brotli(text, { params }).then((bytes) => writeFile(`${file}.br`, bytes)),
    zip(text, { level: constants.Z_BEST_COMPRESSION }).then((bytes) => writeFile(`${file}.gz`, bytes)),
  ]);
}
