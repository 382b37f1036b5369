import type { ListedNote } from '@notes/contracts';
import { findPage, notSetUp, runStatement, type Sight } from '@notes/reading';
import type { Pool } from 'pg';
import { filterCandidates } from './note-filters.ts';
import { listWalk } from './note-order.ts';
import { type NoteRow, noteOfRow } from './note-row.ts';
import {
  byFilterStatement,
  lookStatement,
  type PageRequest,
  type PageStatement,
  walkStatement,
} from './page-statements.ts';

/** `total` as it was counted, if it was; the last two where it is not known whether the page is whole. */
type Row = readonly [
  ...note: NoteRow,
  deletedAt: string | null,
  position: string,
  total: number | null | undefined,
  isWhole: boolean | undefined,
  matched: number | undefined,
  passed: number[] | null | undefined,
  of: number | undefined,
];

/** Where the columns stand that are not of the note itself. */
const [deletedAt, positionAt, totalAt, wholeAt, matchedAt, passedAt, ofAt] = [8, 9, 10, 11, 12, 13, 14] as const;

/** Notes of a list, the nearest first, the position of the snapshot that they are of, and how many there are in all, if that was asked. */
export type SelectedPage = {
  readonly position: string;
  readonly notes: ListedNote[];
  readonly total: number | undefined;
};

/**
 * Up to `limit` notes from a place on, all of one snapshot. A list whose filters say no more than where it begins and ends in its order
 * is a walk along an index; others are found as `findPage` says, by a few statements.
 */
export async function selectNotePage(pool: Pool, request: PageRequest): Promise<SelectedPage> {
  const { filters, order, start, offset, limit } = request;
  const select = (statement: PageStatement): Promise<Sight<SelectedPage>> => run(pool, request, statement);
  const walk = async () => (await select(walkStatement(request))).page;
  const { order: walked, rest } = listWalk(order, start, filters);
  if (Object.keys(rest).length === 0) return walk();
  const all = filterCandidates(rest);
  const limited = all.find(({ isLimited }) => isLimited);
  return findPage(offset + limit, {
    isIndexed: walked.length <= 2,
    glance: ({ byFilter, along }) =>
      select(
        lookStatement(request, {
          ...{ atMost: along, ways: all },
          ...(limited && { first: { candidates: limited, atMost: byFilter } }),
        }),
      ),
    look: (atMost) => select(lookStatement(request, { atMost, ways: [] })),
    walk,
    byFilter: all.map((candidates) => ({
      isLimited: candidates.isLimited,
      find: (atMost) => select(byFilterStatement(request, candidates, atMost)),
    })),
  });
}

/** Runs one of the statements of a page. Where it does not tell, the page is whole. */
export async function run(
  pool: Pool,
  request: PageRequest,
  { values, ...statement }: PageStatement,
): Promise<Sight<SelectedPage>> {
  const rows = await runStatement<Row>(pool, statement, values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const toNote = request.deleted ? binned : noteOfRow;
  const notes = first[0] === null ? [] : rows.map((row) => toNote(row));
  const page = { position: first[positionAt], notes, total: first[totalAt] ?? undefined };
  const [isWhole, matched, passed, of] = [first[wholeAt], first[matchedAt], first[passedAt], first[ofAt]];
  return { page, isWhole: isWhole ?? true, matched: matched ?? 0, passed: passed ?? [], of: of ?? 0 };
}

const binned = (row: Row): ListedNote => ({ ...noteOfRow(row), deleted_at: row[deletedAt] ?? '' });
