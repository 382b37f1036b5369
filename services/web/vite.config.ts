import { defaultClientConditions, defineConfig } from 'vite';
import { precompress } from './precompress.ts';

const gateway = process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  // The client and the contracts are taken from their sources: no build of theirs is needed first.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
  plugins: [precompress()],
  // For work on the page: `npx vite` beside a system that runs.
  server: { proxy: { '/v1': { target: gateway, ws: true } } },
});
