import type { Pool } from 'pg';
import { findPage, type Sight } from './find-page.ts';
import { filterCandidates } from './list-filters.ts';
import type { ListSource } from './list-source.ts';
import { listWalk } from './list-walk.ts';
import { byFilterStatement, lookStatement, type PageRequest, walkStatement } from './page-statements.ts';
import { type NamedStatement, notSetUp, runStatement } from './statement.ts';

/** The columns of an item, and what follows them. */
type Row = readonly [id: string | null, ...unknown[]];

/** What follows the columns of an item. `total` if it was counted; the last four where the page may not be whole. */
type Rest = readonly [
  deletedAt: string | null,
  position: string,
  total: number | null | undefined,
  isWhole: boolean | undefined,
  matched: number | undefined,
  passed: number[] | null | undefined,
  of: number | undefined,
];

/** Items of a list, the nearest first, the position of the snapshot that they are of, and how many there are in all, if that was asked. */
export type SelectedPage<Item> = {
  readonly position: string;
  readonly items: Item[];
  readonly total: number | undefined;
};

/**
 * Up to `limit` items from a place on, all of one snapshot; those of the bin with the time of their deletion. A list whose filters
 * say no more than where it begins and ends in its order is a walk along an index; others are found as `findPage` says, by a few
 * statements.
 */
export async function selectPage<Item, Filters extends object, Member extends string>(
  pool: Pool,
  source: ListSource<Filters, Member>,
  request: PageRequest<Filters, Member>,
): Promise<SelectedPage<Item>> {
  const { filters, order, start, offset, limit } = request;
  const select = (statement: NamedStatement): Promise<Sight<SelectedPage<Item>>> =>
    runPage<Item>(pool, source, request.deleted, statement);
  const walk = async () => (await select(walkStatement(source, request))).page;
  const { order: walked, rest } = listWalk(source, order, start, filters);
  if (Object.keys(rest).length === 0) return walk();
  const all = filterCandidates(source, rest);
  const limited = all.find(({ isLimited }) => isLimited);
  return findPage(offset + limit, {
    isIndexed: walked.length <= 2,
    glance: ({ byFilter, along }) =>
      select(
        lookStatement(source, request, {
          ...{ atMost: along, ways: all },
          ...(limited && { first: { candidates: limited, atMost: byFilter } }),
        }),
      ),
    look: (atMost) => select(lookStatement(source, request, { atMost, ways: [] })),
    walk,
    byFilter: all.map((candidates) => ({
      isLimited: candidates.isLimited,
      find: (atMost) => select(byFilterStatement(source, request, candidates, atMost)),
    })),
  });
}

/** Runs one of the statements of a page. Where it does not tell, the page is whole. */
export async function runPage<Item>(
  pool: Pool,
  { members }: Pick<ListSource, 'members'>,
  deleted: boolean,
  { values, ...statement }: NamedStatement,
): Promise<Sight<SelectedPage<Item>>> {
  const rows = await runStatement<Row>(pool, statement, values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const restOf = (row: Row): Rest => row.slice(members.length) as unknown as Rest;
  const [, position, total, isWhole = true, matched = 0, passed, of = 0] = restOf(first);
  const toItem = (row: Row): Item => {
    const item = itemOfRow<Record<string, unknown>>(members, row);
    if (deleted) item['deleted_at'] = row[members.length] ?? '';
    return item as Item;
  };
  const items = first[0] === null ? [] : rows.map(toItem);
  return { page: { position, items, total: total ?? undefined }, isWhole, matched, passed: passed ?? [], of };
}

/** The item in a row that begins with these columns. */
export function itemOfRow<Item>(members: readonly string[], row: readonly unknown[]): Item {
  const found: Record<string, unknown> = {};
  for (let i = 0; i < members.length; i++) found[members[i] as string] = row[i];
  return found as Item;
}
