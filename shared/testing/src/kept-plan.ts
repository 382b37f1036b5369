import type pg from 'pg';

const noteCount = 20_000;
const stranger = 'ffffffff-ffff-4fff-bfff-ffffffffffff';

/** How many notes there are when a plan is made. */
export const whenPlanned = [0, 200] as const;

/**
 * How many pages of the database a prepared statement reads at most, for a note and for one that is not there, by a plan that was made
 * while there were so few notes, now that there are many. `run` runs it, with an id that is not there, on a pool of one connection;
 * `parameters` stand for the same in SQL, where `wanted` is the id of a note.
 */
export async function pagesByKeptPlan(
  pool: pg.Pool,
  statement: { readonly name: string; readonly parameters: (wanted: string) => string },
  run: () => Promise<unknown>,
  planned: (typeof whenPlanned)[number] = 0,
): Promise<number> {
  await writeNotes(pool, 0, planned);
  await pool.query('analyze');
  // Postgres keeps a plan once five made for the values at hand were no better.
  for (let i = 0; i < 10; i++) await run();
  await writeNotes(pool, planned, noteCount);
  const { rows } = await pool.query<{ id: string }>(`select md5('note ${noteCount / 2}')::uuid as id`);
  const pages: number[] = [];
  for (const wanted of [rows[0]?.id ?? '', stranger]) {
    const explained = await pool.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) execute "${statement.name}"(${statement.parameters(wanted)})`,
    );
    const plan = explained.rows[0]?.['QUERY PLAN'][0].Plan ?? {};
    pages.push((plan['Shared Hit Blocks'] ?? Number.NaN) + (plan['Shared Read Blocks'] ?? Number.NaN));
  }
  return Math.max(...pages);
}

/** The notes from one number up to another, each with the event that created it. */
async function writeNotes(pool: pg.Pool, from: number, to: number): Promise<void> {
  const numbers = `generate_series(${from + 1}, ${to}) as n`;
  await pool.query(`
    insert into rm_1.notes (id, title, description, priority, created_by, created_at, updated_at, version, event_id)
    select md5('note ' || n)::uuid, 'Note ' || n, '', 0, 'ada', now(), now(), 1, md5('event ' || n)::uuid from ${numbers}`);
  await pool.query(`
    insert into journal_entries (partition, pos, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
    select 0, n, md5('note ' || n)::uuid, 1, 'notes.NoteCreated.v1', md5('event ' || n)::uuid, md5('command ' || n)::uuid,
      'print', 'ada', 'ada', now(), '{}' from ${numbers}`);
}
