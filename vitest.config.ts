import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Tests run on the sources: the "source" export condition points each package at src/, so no build is needed first.
// "import" must not be named: vitest hands these to Node, where it would apply to require() too, and break packages that have both.
const conditions = ['source', 'node'];
const source = { resolve: { conditions }, ssr: { resolve: { conditions, externalConditions: conditions } } };

// Tests on servers mostly wait: three at a time keep two cores at work.
const onServers = { isolate: false, sequence: { groupOrder: 1 }, maxWorkers: 3 };

/** What takes longest comes first, so that nothing long is left for the end, when the other workers have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
const longest = [
  'faults',
  'unique-faults',
  'page',
  'new-aggregate',
  'clocks',
  'page-writing',
  'page-tasks',
  'dead-letters',
  'rebuild',
  'broker-loss',
  'fuzz',
  'places',
  'kafka-login',
];

/** The longest, the other tests of the whole system, and all others as they are. */
function place({ moduleId }: TestSpecification): number {
  const name = /\/test\/src\/(?:.*\/)?(.+)\.test\.ts$/.exec(moduleId)?.[1];
  if (name === undefined) return longest.length + 1;
  return longest.includes(name) ? longest.indexOf(name) : longest.length;
}

// `isolate: false`: a worker loads each module once for all of its files, not once for each: a third of the time of all tests. So a test
// leaves nothing behind: no spy, no clock, and modules that are mocked are loaded anew and let go of.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          maxWorkers: 2,
          isolate: false,
          include: ['{shared,services,infra}/**/src/**/*.test.ts', 'shared/kernel/model/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**'],
        },
      },
      {
        ...source,
        test: {
          name: 'int',
          ...onServers,
          include: ['{shared,services,infra}/**/src/**/*.int.test.ts'],
          // There is no such table: the template is none of the features.
          exclude: ['**/node_modules/**', 'infra/new/template/**'],
          globalSetup: ['test/src/servers.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: 'system',
          ...onServers,
          include: ['test/src/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['test/src/servers.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
