import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPage, type Ways } from './find-page.ts';

const wanted = 5;
/** What is looked at first: 100 rows by filter, 600 along the order. */
const little = 700;

/** A list, of which each row passes or does not; what an answer has cost is the rows that were read for it. */
function listOf(passes: readonly boolean[], isIndexed = true) {
  const whole = passes.flatMap((pass, row) => (pass ? [row] : []));
  const end = whole[wanted - 1];
  const walked = end === undefined ? passes.length : end + 1;
  const list = { cost: 0, walked, passing: whole.length, page: whole.slice(0, wanted) };
  const find = async (atMost: number) => {
    list.cost += Math.min(atMost + 1, whole.length);
    return { page: whole.length > atMost ? [] : list.page, isWhole: whole.length <= atMost };
  };
  const look = async (atMost: number) => {
    list.cost += atMost === 0 ? 0 : isIndexed ? Math.min(atMost, walked) : passes.length;
    const page = whole.filter((row) => row < atMost).slice(0, wanted);
    return {
      page,
      isWhole: page.length === wanted || passes.length < atMost,
      matched: page.length,
      passed: [page.length],
      of: passes.length,
    };
  };
  const ways: Ways<number[]> = {
    isIndexed,
    async glance({ byFilter, along }) {
      const found = await find(byFilter);
      return found.isWhole ? { ...found, matched: 0, passed: [], of: 0 } : look(along);
    },
    look,
    async walk() {
      list.cost += isIndexed ? walked : passes.length;
      return list.page;
    },
    byFilter: [{ isLimited: true, find }],
  };
  return { list, ways };
}

const spread = (rows: number, every: number): boolean[] =>
  Array.from({ length: rows }, (_, i) => i % every === every - 1);

test.each([1, 10, 100, 1_000, 10_000, 200_000])(
  'of rows that pass one in %i, equally spread, it reads not much more than by the best way',
  async (every) => {
    const { list, ways } = listOf(spread(100_000, every));
    expect(await findPage(wanted, ways)).toEqual(list.page);
    expect(list.cost).toBeLessThanOrEqual(little + 2 * Math.min(list.walked, list.passing));
  },
);

// Stretches of rows that pass, or do not, of any length.
const anyList = fc
  .array(fc.tuple(fc.nat({ max: 2_000 }), fc.boolean()), { maxLength: 12 })
  .map((stretches) => stretches.flatMap(([length, pass]) => Array.from({ length }, () => pass)));

test('it finds the page, wherever the rows are, and reads at most some times as many as pass', async () => {
  await fc.assert(
    fc.asyncProperty(anyList, fc.boolean(), async (passes, isIndexed) => {
      const { list, ways } = listOf(passes, isIndexed);
      expect(await findPage(wanted, ways)).toEqual(list.page);
      if (isIndexed) expect(list.cost).toBeLessThanOrEqual(little + 5 * list.passing);
      else expect(list.cost).toBeLessThanOrEqual(list.passing <= 100 ? list.passing : 2 * (passes.length + little));
    }),
    { numRuns: 300 },
  );
});

test('who has only the newest notes costs no walk to the end', async () => {
  const { list, ways } = listOf([...spread(4, 1), ...Array.from({ length: 100_000 }, () => false)]);
  expect(await findPage(wanted, ways)).toEqual([0, 1, 2, 3]);
  expect(list.cost).toBeLessThan(little);
});

test('where no index has the order, few are found by their filter without a look along it', async () => {
  const { list, ways } = listOf(spread(100_000, 10_000), false);
  expect(await findPage(wanted, ways)).toEqual(list.page);
  expect(list.cost).toBe(list.passing);
});

test('without a filter that an index serves it walks', async () => {
  const { list, ways } = listOf(spread(1_000, 7));
  expect(await findPage(wanted, { ...ways, byFilter: [] })).toEqual(list.page);
  expect(list.cost).toBe(list.walked);
});
