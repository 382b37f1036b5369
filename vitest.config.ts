import { defineConfig } from 'vitest/config';

// Tests run on the sources: the "source" export condition points each package at src/, so no build is needed first.
// "import" must not be named: vitest hands these to Node, where it would apply to require() too, and break packages that have both.
const conditions = ['source', 'node'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

// `isolate: false`: a worker loads each module once for all of its files, not once for each: a third of the time of all tests. So a test
// leaves nothing behind: no spy, no clock, and modules that are mocked are loaded anew and let go of.
export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          maxWorkers: 2,
          isolate: false,
          include: ['{shared,services,infra}/**/src/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        ...source,
        test: {
          name: 'int',
          isolate: false,
          sequence: { groupOrder: 1 },
          include: ['{shared,services,infra}/**/src/**/*.int.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['test/src/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        ...source,
        test: {
          name: 'system',
          isolate: false,
          sequence: { groupOrder: 2 },
          include: ['test/src/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['test/src/servers.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
