import type { NoteFilters } from '@notes/contracts';
import { byCodePoint, createSqlValues, filterConditions, notSetUp, positionTable, runStatement } from '@notes/service';
import type { Pool } from 'pg';

/** A note as it was selected. */
export type Selected = { readonly id: string; readonly version: number };

export type Selection = {
  readonly filters: NoteFilters;
  /** Only notes by this author; undefined: by any. */
  readonly author: string | undefined;
  /** Only notes whose id comes after this one. */
  readonly after: string | undefined;
  readonly limit: number;
};

/** Planned anew each time: what filters let through depends on their values, and so does the best way to it. */
export async function selectNotes(
  pool: Pool,
  { filters, author, after, limit }: Selection,
): Promise<{ readonly position: string; readonly notes: readonly Selected[] }> {
  const sql = createSqlValues();
  const conditions = ['deleted_at is null', ...filterConditions(filters, sql)];
  if (author !== undefined) conditions.push(`${byCodePoint('created_by')} = ${sql.add(author, 'text')}`);
  if (after !== undefined) conditions.push(`id > ${sql.add(after, 'uuid')}`);
  const text = `select here.position, page.id, page.version
    from ${positionTable} left join (
      select id, version from notes where ${conditions.join(' and ')} order by id limit ${limit}
    ) as page on true
    order by page.id`;
  type Row = readonly [position: string, id: string | null, version: number];
  const rows = await runStatement<Row>(pool, { text }, sql.values);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  return { position: first[0], notes: rows.flatMap(([, id, version]) => (id === null ? [] : [{ id, version }])) };
}
