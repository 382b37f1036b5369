import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';
import { assumed, costs, measured } from './costs.ts';
import { coresFor, type Demand, planCapacity, TooMuchForACell } from './plan.ts';

const demand = (given: Partial<Demand> = {}): Demand => ({
  ...{ writes: 1_000, average: 1_000, reads: 0, readers: 0, eventsPerReader: 0.1, bytes: 600, cell: 10_000 },
  ...given,
});
const demands = fc.record({
  writes: fc.double({ min: 0, max: 1e6, noNaN: true }),
  average: fc.constant(10),
  reads: fc.double({ min: 0, max: 1e6, noNaN: true }),
  readers: fc.double({ min: 0, max: 1e6, noNaN: true }),
  eventsPerReader: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.constant(600),
  cell: fc.constant(5_000),
});
const partOf = (given: Demand, name: string) => {
  const found = planCapacity(given).perCell.find(({ part }) => part === name);
  if (found === undefined) throw new Error(`no ${name} in the plan`);
  return found;
};

test('no instance of a service uses more of its core than it should', () => {
  fc.assert(
    fc.property(demands, (given) => {
      for (const name of ['gateway', 'command', 'query', 'projector']) {
        const { cores, instances } = partOf(given, name);
        expect(cores / instances).toBeLessThanOrEqual(assumed.utilisation + 1e-9);
        expect(instances).toBeGreaterThanOrEqual(assumed.leastInstances);
      }
    }),
  );
});

test('more of anything never takes less', () => {
  const total = (given: Demand, of: 'cores' | 'instances') => {
    const { cells, perCell } = planCapacity(given);
    return cells * perCell.reduce((sum, part) => sum + part[of], 0);
  };
  fc.assert(
    fc.property(demands, fc.constantFrom('reads', 'readers'), (given, more) => {
      const greater = { ...given, [more]: given[more] * 1.5 };
      expect(total(greater, 'cores')).toBeGreaterThanOrEqual(total(given, 'cores') - 1e-9);
      expect(total(greater, 'instances')).toBeGreaterThanOrEqual(total(given, 'instances'));
    }),
  );
  expect(total(demand({ writes: 9_000 }), 'cores')).toBeGreaterThan(total(demand({ writes: 6_000 }), 'cores'));
});

test('what goes beyond a cell is divided among equal ones', () => {
  const { cells, perCell } = planCapacity(demand({ writes: 50_000, average: 50_000, readers: 20_000 }));
  expect(cells).toBe(5);
  expect(perCell).toEqual(planCapacity(demand({ writes: 10_000, average: 10_000, readers: 4_000 })).perCell);
});

test('disks fill by the average, in each copy', () => {
  const { diskGiBPerDay } = partOf(demand({ writes: 5_000, average: 1_000, bytes: 1024 }), 'kafka');
  expect(diskGiBPerDay).toBeCloseTo((1_000 * 86_400 * 1024 * 3) / 2 ** 30);
});

test('a cell that no number of instances can carry is refused', () => {
  expect(() => planCapacity(demand({ writes: 1e6, cell: 1e6 }))).toThrow(TooMuchForACell);
});

const parts = Object.keys(costs) as (keyof typeof costs)[];
const points = parts.flatMap((part) =>
  ([200, 800] as const).map((rate) => [part, rate, measured[part][rate]] as const),
);

test.each(points)('%s at %d writes a second: the formula comes near the %d µs that were measured', (part, rate, us) => {
  const byFormula = (coresFor(costs[part], rate) / rate) * 1e6;
  expect(Math.abs(byFormula - us)).toBeLessThan(Math.max(0.2 * us, 15));
});

test('the command prints a plan as a table and as JSON, and connects to nothing', async () => {
  const table = await runCli({}, 'capacity', '--writes', '50_000', '--readers', '1e5', '--table');
  expect([table.code, table.err]).toEqual([0, '']);
  expect(table.out).toMatch(/^5 cells, each for 10000 writes\/s, and of each:\n\npart +instances +cores/);
  expect(table.out).toMatch(/\nall cells +\d+ /);
  const { out } = await runCli({}, 'capacity', '--writes', '100');
  expect(JSON.parse(out)).toMatchObject({ demand: { writes: 100, average: 100, reads: 0 }, cells: 1 });
});

test.each([
  [['--writes', 'many'], '--writes expects a number'],
  [['--writes', '-1'], '--writes expects a number'],
  [['--writes', '10', '--average', '20'], '--average is more than --writes'],
  [['--writes', '10', '--cell', '0'], '--cell must be more than 0'],
  [['--writes', '1e6', '--cell', '1e6'], 'Make cells smaller with --cell'],
])('capacity %j is refused with words', async (args, message) => {
  expect(await runCli({}, 'capacity', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
});
