import { defineConfig } from 'vitest/config';

// Tests run on the sources: the "source" export condition points each package at src/, so no build is needed first.
// "import" must not be named: vitest hands these to Node, where it would apply to require() too, and break packages that have both.
const conditions = ['source', 'node'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['{shared,services,infra}/**/src/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        ...source,
        test: {
          name: 'int',
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
