import { defineConfig } from 'vitest/config';

// `npm run check:k8s`: apart from `npm test`, since it downloads and builds tools the first time, and needs Go, Java and pip.
const conditions = ['source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: import.meta.dirname,
    include: ['src/**/*.check.ts'],
    globalSetup: ['src/check/prepare.ts'],
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
