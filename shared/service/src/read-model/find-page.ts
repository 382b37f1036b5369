/** What a way to a page has given: the page, if it is whole, or too little, since the way was limited. */
export type Found<Page> = { readonly page: Page; readonly isWhole: boolean };

/** What was seen along the order: how many passed the filters, and how many rows the list has without them. */
export type Sight<Page> = Found<Page> & { readonly matched: number; readonly of: number };

export type Ways<Page> = {
  /** Whether an index has the whole order, so that few rows along it cost little. */
  readonly isIndexed: boolean;
  /** By the first limited filter, if there is one and it lets no more than so many rows through; else along the order, as `look`. */
  glance(rows: { readonly byFilter: number; readonly along: number }): Promise<Sight<Page>>;
  /** Along the order of the list, looking at so many rows at most. */
  look(atMost: number): Promise<Sight<Page>>;
  /** Along the order, however far. */
  walk(): Promise<Page>;
  /** By what an index finds for one filter, if that is no more than so many rows. */
  readonly byFilter: readonly {
    /** Whether the limit also limits what it costs. */
    readonly isLimited: boolean;
    find(atMost: number): Promise<Found<Page>>;
  }[];
};

const fewest = 100;

/**
 * Finds a page of `wanted` rows of a filtered list at a cost near that of the best way, though it is not known how many rows the filters
 * let through: the statistics of Postgres are of another time. Of M rows among T, equally spread, the order has to be followed for
 * `wanted` · T / M rows; by the index of a filter there are M rows to read and sort. Both are the same at M = √(`wanted` · T), here
 * called `even`. So a little is looked at first, in one statement: by filter, and if that is too much, along the order.
 *
 * glancing ──few, full, or at the end──▶ done
 *    ├──many pass──▶ along the order, twice as far as expected ──not full──┐
 *    └──few pass──▶ by one filter after the other, 2 · `even` rows ◀───────┘
 *                    └──more each──▶ along the order, 2 · `even` rows ──not full──▶ by the first filter, whatever it takes
 *
 * Rows need not be equally spread: who has written a moment ago has notes at the beginning, and perhaps no others. Where there are
 * several filters each is tried with a little before one with much. Where no index has the whole order, looking would cost all rows that
 * are equal in its first key. So there it is by filter, and then along the order.
 */
export async function findPage<Page>(wanted: number, ways: Ways<Page>): Promise<Page> {
  const { isIndexed, glance, walk, byFilter } = ways;
  const [filter] = byFilter;
  if (filter === undefined) return walk();
  const little = Math.max(fewest, 3 * wanted);
  const first = await glance({ byFilter: little, along: isIndexed ? little : 0 });
  if (first.isWhole) return first.page;
  const even = Math.max(little, Math.ceil(Math.sqrt(wanted * first.of)));
  for (const step of steps(ways, { wanted, little, even, matched: first.matched })) {
    const found = await step();
    if (found.isWhole) return found.page;
  }
  return isIndexed ? (await filter.find(Number.POSITIVE_INFINITY)).page : walk();
}

type Seen = { readonly wanted: number; readonly little: number; readonly even: number; readonly matched: number };

function steps<Page>(
  { isIndexed, look, byFilter }: Ways<Page>,
  { wanted, little, even, matched }: Seen,
): (() => Promise<Found<Page>>)[] {
  const limited = byFilter.filter(({ isLimited }) => isLimited);
  const others = byFilter.filter(({ isLimited }) => !isLimited);
  const expected = matched === 0 || !isIndexed ? Number.POSITIVE_INFINITY : Math.ceil((wanted * little) / matched);
  const finding = (filters: typeof byFilter, atMost: number) =>
    filters.map(
      ({ find }) =>
        () =>
          find(atMost),
    );
  return [
    ...finding(limited.slice(1), little),
    ...(expected <= even ? [() => look(2 * expected)] : []),
    ...finding(limited, 2 * even),
    ...finding(others, 2 * even),
    ...(isIndexed ? [() => look(2 * even)] : []),
  ];
}
