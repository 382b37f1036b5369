import { findPage, notSetUp, runStatement, type Sight } from '@notes/reading';
import type { Pool } from 'pg';
import type { ListedNote } from '../contract/index.ts';
import { filterCandidates } from './note-filters.ts';
import { listWalk } from './note-order.ts';
import { type NoteRow, noteOfRow, noteWidth } from './note-row.ts';
import {
  byFilterStatement,
  lookStatement,
  type PageRequest,
  type PageStatement,
  walkStatement,
} from './page-statements.ts';

/** What follows the columns of a note. `total` if it was counted; the last four where the page may not be whole. */
type Rest = readonly [
  deletedAt: string | null,
  position: string,
  total: number | null | undefined,
  isWhole: boolean | undefined,
  matched: number | undefined,
  passed: number[] | null | undefined,
  of: number | undefined,
];

const restOf = (row: NoteRow): Rest => row.slice(noteWidth) as unknown as Rest;

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
  const rows = await runStatement<NoteRow>(pool, statement, values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const [, position, total, isWhole = true, matched = 0, passed, of = 0] = restOf(first);
  const toNote = request.deleted ? binned : noteOfRow;
  const notes = first[0] === null ? [] : rows.map((row) => toNote(row));
  return { page: { position, notes, total: total ?? undefined }, isWhole, matched, passed: passed ?? [], of };
}

const binned = (row: NoteRow): ListedNote => ({ ...noteOfRow(row), deleted_at: restOf(row)[0] ?? '' });
