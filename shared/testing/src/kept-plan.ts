import type pg from 'pg';

const noteCount = 20_000;

/**
 * How many pages of the database a prepared statement reads by a plan that was made while there were no notes, now that there
 * are many. `run` runs it, with an id that is not there, on a pool of one connection; `parameters` stand for the same in
 * SQL, where `wanted` is the id of a note.
 */
export async function pagesByKeptPlan(
  pool: pg.Pool,
  statement: { readonly name: string; readonly parameters: (wanted: string) => string },
  run: () => Promise<unknown>,
): Promise<number> {
  // Postgres keeps a plan once five made for the values at hand were no better.
  for (let i = 0; i < 10; i++) await run();
  const { rows } = await pool.query<{ id: string }>(`
    insert into rm_1.notes (id, title, description, priority, created_by, created_at, updated_at, version, event_id)
    select gen_random_uuid(), 'Note ' || n, '', 0, 'ada', now(), now(), 1, gen_random_uuid()
    from generate_series(1, ${noteCount}) as n returning id`);
  const wanted = rows[noteCount / 2]?.id ?? '';
  const explained = await pool.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
    `explain (analyze, buffers, format json) execute "${statement.name}"(${statement.parameters(wanted)})`,
  );
  const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan ?? {};
  return (plan['Shared Hit Blocks'] ?? Number.NaN) + (plan['Shared Read Blocks'] ?? Number.NaN);
}
