import { readFile } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { dumpSchema } from './dump-schema.ts';

/**
 * How a schema differs from the one that is wanted, both as `dumpSchema` writes them: lines for people, `-` for what is
 * missing and `+` for what should not be there; none if they are equal. An object that is there but different is told by its
 * first line and the lines that differ.
 */
export function compareSchemas(wanted: string, found: string): string[] {
  const [before, after] = [paragraphs(wanted), paragraphs(found)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name) => compare(name, before.get(name), after.get(name)));
}

/** By their first lines, which name the object. */
const paragraphs = (text: string): Map<string, string> =>
  new Map(
    text
      .trimEnd()
      .split('\n\n')
      .filter((paragraph) => paragraph !== '' && !paragraph.startsWith('--'))
      .map((paragraph) => [paragraph.split('\n', 1)[0] ?? '', paragraph]),
  );

function compare(name: string, wanted: string | undefined, found: string | undefined): string[] {
  if (wanted === found) return [];
  if (wanted === undefined) return linesOf(found).map((line) => `+ ${line}`);
  if (found === undefined) return linesOf(wanted).map((line) => `- ${line}`);
  const missing = without(linesOf(wanted), linesOf(found));
  const extra = without(linesOf(found), linesOf(wanted));
  if (missing.length + extra.length === 0) return [`  ${name}`, '  (the same lines in another order)'];
  return [`  ${name}`, ...missing.map((line) => `- ${line}`), ...extra.map((line) => `+ ${line}`)];
}

/** The comma after a line says only that another one follows. */
const linesOf = (paragraph = ''): string[] => paragraph.split('\n').map((line) => line.replace(/,$/, ''));

/** Each line of `others` takes one equal line away. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}

/** The schema as it is after all migrations, written by a test and committed. */
const schemaFile = new URL('../schema.sql', import.meta.url);

/**
 * How the database differs from the schema that all migrations together give: lines for people, none if it does not. Other
 * read models than the live one are not looked at. Throws what Postgres answers.
 */
export async function checkSchema(client: ClientBase): Promise<string[]> {
  return compareSchemas(await readFile(schemaFile, 'utf8'), await dumpSchema(client));
}
