import { readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { compareSchemas } from './compare-schemas.ts';
import { dumpSchema } from './dump-schema.ts';

/** The schema as it is after all migrations, written by a test and committed. */
const schemaFile = new URL('../schema.sql', import.meta.url);

/**
 * How the database differs from the schema that all migrations together give: lines for people, none if it does not. Other
 * read models than the live one are not looked at. Throws what Postgres answers.
 */
export async function checkSchema(client: ClientBase): Promise<string[]> {
  return compareSchemas(await readFile(schemaFile, 'utf8'), await dumpSchema(client));
}
