import type { ClientBase } from 'pg';
import { schemaQueries } from './schema-queries.ts';

/**
 * The schema of a database as canonical text: equal schemas give equal texts, on every Postgres from 15 to 18. One statement
 * a paragraph, by kind and name. Read models come and go at run time, so the live one stands for all, as `rm_live`; the
 * table of migrations is left out. It is for comparing and reading; what creates a schema are the migrations.
 * Reads in a transaction of its own, so the client must be in none. Throws what Postgres answers.
 */
export async function dumpSchema(client: ClientBase): Promise<string> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const live = await liveReadModel(client);
    // With nothing on the search path every name comes qualified, whatever the session is set to.
    await client.query("set local search_path = ''; set local quote_all_identifiers = off");
    const paragraphs: string[] = [];
    for (const { text, print } of schemaQueries) {
      const { rows } = await client.query(text, [['public', live]]);
      // Sorted here: how Postgres sorts text is a matter of each database.
      paragraphs.push(...rows.map((row) => print(row).replaceAll(emptyLines, '\n')).sort());
    }
    return `${paragraphs.join('\n\n').replaceAll(new RegExp(`\\b${live}\\b`, 'g'), 'rm_live')}\n`;
  } finally {
    await client.query('rollback');
  }
}

/** What separates paragraphs must not be inside of one. */
const emptyLines = /\n\s*\n/g;

/** The name of its schema; of a database without any, a name that nothing has. */
async function liveReadModel(client: ClientBase): Promise<string> {
  const { rows: tables } = await client.query("select to_regclass('public.read_models') as found");
  if (tables[0]?.found === null) return 'rm_none';
  const { rows } = await client.query("select version from public.read_models where state = 'live'");
  return `rm_${rows[0]?.version ?? 'none'}`;
}
