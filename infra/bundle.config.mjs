// `rolldown -c ../../infra/bundle.config.mjs` in a package's folder: its sources and those of the packages they use, in one file to
// start. Loading the thousand small files one by one took two thirds of the time in which a service starts. The types are only removed
// here: `tsc -b` checks them, and is not needed to start.
import { existsSync } from 'node:fs';
import { defineConfig } from 'rolldown';

/** Packages that read files beside their own, start threads from them, or are rarely loaded at all. */
const apart = [
  '@notes/postgres',
  '@notes/servers',
  'node-pg-migrate',
  '@fastify/static',
  '@fastify/swagger-ui',
  'pino',
  'pg-native',
  '@sentry/',
  '@opentelemetry/',
];

// Nothing is left out, neither by tree shaking nor by the minifier, each of which does so by default. Both take calls such as
// `decodeURIComponent(text)` whose result is not used for calls without effect, although they may throw, and remove them with the `try`
// around them, in our code and in packages. All of it is 15 % more text and 5 MB of memory; a start takes as long.
export default defineConfig({
  input: existsSync('src/main.ts') ? 'src/main.ts' : 'src/index.ts',
  platform: 'node',
  resolve: { conditionNames: ['source', 'node'] },
  transform: { target: 'es2023' },
  treeshake: false,
  external: (id) => apart.some((name) => id === name || (name.endsWith('/') && id.startsWith(name))),
  output: {
    dir: 'dist',
    entryFileNames: 'bundle.js',
    chunkFileNames: 'bundle.[name].js',
    // The names of the sources in stack traces, for those who ask with NODE_OPTIONS=--enable-source-maps.
    sourcemap: true,
    minify: false,
  },
});
