import type pg from 'pg';

/** What Postgres knows of a table when it plans: nothing, or what it was when it had the first hundred rows, or the first half. */
export const knowledge = ['no statistics', 'statistics of 100 rows', 'statistics of half'] as const;
export type Knowledge = (typeof knowledge)[number];

const rowsThen: Readonly<Record<Exclude<Knowledge, 'no statistics'>, string>> = {
  'statistics of 100 rows': 'limit 100',
  'statistics of half': `limit (select count(*) / 2 from _)`,
};

/** Makes Postgres know that, no more, of a table that autovacuum leaves alone. It takes a superuser; `order` is what rows came by. */
export async function setKnowledge(pool: pg.Pool, table: string, order: string, known: Knowledge): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`delete from pg_statistic where starelid = '${table}'::regclass`);
    if (known === 'no statistics') await client.query(pagesAndRows(table, 'select 0, -1'));
    else {
      const rows = rowsThen[known].replace(' _', ` ${table}`);
      await client.query(
        `create temporary table then_there on commit drop as select * from ${table} order by ${order} ${rows}`,
      );
      await client.query('analyze then_there');
      const { rows: columns } = await client.query<{ list: string }>(
        `select string_agg(attname, ', ' order by attnum) as list from pg_attribute
         where attrelid = 'pg_statistic'::regclass and attnum > 1 and not attisdropped`,
      );
      const list = columns[0]?.list;
      await client.query(`insert into pg_statistic (starelid, ${list})
        select '${table}'::regclass, ${list} from pg_statistic where starelid = 'then_there'::regclass`);
      await client.query(
        pagesAndRows(table, `select relpages, reltuples from pg_class where oid = 'then_there'::regclass`),
      );
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}

const pagesAndRows = (table: string, values: string): string =>
  `update pg_class set (relpages, reltuples) = (${values}) where oid = '${table}'::regclass`;
