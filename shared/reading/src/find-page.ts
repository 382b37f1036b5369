/** What a way to a page has given: the page, if it is whole, or too little, since the way was limited. */
type Found<Page> = { readonly page: Page; readonly isWhole: boolean };

/** What was seen along the order, if that was not enough. */
export type Sight<Page> = Found<Page> & {
  /** How many rows passed all filters, */
  readonly matched: number;
  /** each of `byFilter`, */
  readonly passed: readonly number[];
  /** and how many rows the list has without filters. */
  readonly of: number;
};

export type Ways<Page> = {
  /** Whether an index has the whole order, so that few rows along it cost little. */
  readonly isIndexed: boolean;
  /** By the first limited filter, if there is one and it lets no more than so many rows through; else along the order, as `look`. */
  glance(rows: { readonly byFilter: number; readonly along: number }): Promise<Sight<Page>>;
  /** Along the order of the list, looking at so many rows at most. */
  look(atMost: number): Promise<Found<Page>>;
  /** Along the order, however far. */
  walk(): Promise<Page>;
  /** By what an index finds for one filter, if that is no more than so many rows. */
  readonly byFilter: readonly {
    /** Whether the limit also limits what it costs. */
    readonly isLimited: boolean;
    find(atMost: number): Promise<Found<Page>>;
  }[];
};

/**
 * Finds a page of `wanted` rows of a filtered list at a cost near that of the best way, though it is not known how many rows the filters
 * let through: the statistics of Postgres are of another time. Of M rows among T, equally spread, the order has to be followed for
 * `wanted` · T / M rows; by the index of a filter there are its M rows to read and sort. Both are the same at M = √(`wanted` · T), here
 * called `even`, so by the better way it is `even` rows at most. A little is looked at first, in one statement: by filter, and if that is
 * too much, along the order. What passes there tells what to expect of each way.
 *
 * glancing ──few, full, or at the end──▶ done
 *    └──▶ each way that may be short, the shortest first, up to twice `even` ──▶ along the order, as far ──▶ by the best filter, whatever it takes
 *
 * Rows need not be equally spread: who has written a moment ago has notes at the beginning, and perhaps no others. So no expectation is
 * trusted without a limit. Where no index has the whole order, looking would cost all rows that are equal in its first key. So there it
 * is by filter, and then along the order.
 */
export async function findPage<Page>(wanted: number, ways: Ways<Page>): Promise<Page> {
  const { isIndexed, glance, walk, byFilter } = ways;
  if (byFilter.length === 0) return walk();
  const looked = glimpse(wanted, ways);
  const first = await glance(looked);
  if (first.isWhole) return first.page;
  const filters = byFilter
    .map(({ find }, i) => ({ find, rows: isIndexed ? (first.of * atLeast(first.passed[i])) / looked.along : 0 }))
    .toSorted(byRows);
  const along = isIndexed ? Math.ceil((wanted * looked.along) / atLeast(first.matched)) : Number.POSITIVE_INFINITY;
  const even = Math.max(found, Math.ceil(Math.sqrt(wanted * first.of)));
  for (const attempt of attempts(ways, { along, filters, even })) {
    const found = await attempt();
    if (found.isWhole) return found.page;
  }
  const [best] = filters;
  return isIndexed && best !== undefined ? (await best.find(Number.POSITIVE_INFINITY)).page : walk();
}

/** What is looked at first costs no more time than the statement itself: rows found by a filter, followed, searched for a text. */
const [found, followed, searched] = [100, 600, 100];

function glimpse<Page>(wanted: number, { isIndexed, byFilter }: Ways<Page>): { byFilter: number; along: number } {
  const along = byFilter.every(({ isLimited }) => isLimited) ? followed : searched;
  return { byFilter: Math.max(found, 3 * wanted), along: isIndexed ? Math.max(along, 2 * wanted) : 0 };
}

/** Something may pass where nothing did. */
const atLeast = (passed = 0): number => Math.max(passed, 0.5);

/** What is expected of a filter: rows that pass it. */
type Expected<Page> = Pick<Ways<Page>['byFilter'][number], 'find'> & { readonly rows: number };

const byRows = (a: { readonly rows: number }, b: { readonly rows: number }): number => a.rows - b.rows;

function attempts<Page>(
  { isIndexed, look }: Ways<Page>,
  {
    along,
    filters,
    even,
  }: { readonly along: number; readonly filters: readonly Expected<Page>[]; readonly even: number },
): (() => Promise<Found<Page>>)[] {
  const short = [
    ...(along > even ? [] : [{ rows: along, attempt: () => look(2 * along) }]),
    ...filters
      .filter(({ rows }) => rows <= 2 * even)
      .map(({ rows, find }) => ({ rows, attempt: () => find(2 * even) })),
  ].toSorted(byRows);
  return [...short.map(({ attempt }) => attempt), ...(isIndexed ? [() => look(2 * even)] : [])];
}
