import type { ClientBase, Pool } from 'pg';

/** What is wrong with the database for our texts. `refuse`: writes would fail, not only searches. */
export type LocaleFault = { readonly refuse: boolean; readonly message: string };

/**
 * Whether the database can keep every text, and search finds what it should. How letters of either case belong together is a
 * matter of the database's locale; the index for searches folds them by another part of it than the comparison does, and with
 * ICU's locales the two differ, so that the index skips notes that match. So both are compared, letter by letter (about 0.1 s).
 * Takes a pg pool or client with the schema; resolves with nothing where all is well, and throws what Postgres answers.
 */
export async function checkLocale(db: Pool | ClientBase): Promise<LocaleFault | undefined> {
  const { rows } = await db.query<Found>(foldings);
  const [found] = rows;
  if (found === undefined) return undefined;
  const { encoding, lost, folds } = found;
  if (encoding !== 'UTF8')
    return { refuse: true, message: `its encoding is ${encoding}, which cannot keep every text. ${advice}` };
  if (!folds)
    return { refuse: false, message: `its locale knows upper and lower case of ASCII letters only. ${advice}` };
  if (lost === null) return undefined;
  return {
    refuse: false,
    message: `with its locale, searches miss notes that have ${lost} in another case. ${advice}`,
  };
}

const advice =
  "A search needs a database made with: create database … template template0 encoding 'UTF8' locale_provider libc locale 'C.UTF-8' (where the system has no such locale, from Postgres 17 on: locale_provider builtin builtin_locale 'C.UTF-8').";

type Found = { encoding: string; lost: string | null; folds: boolean };

/** Latin, Greek, Cyrillic and what lies between: the letters that have cases, but for rare scripts. */
const foldings = `
  with letters as (
    select code, chr(code) as letter from generate_series(65, 8490) as code where getdatabaseencoding() = 'UTF8'
  ), forms as (
    select distinct code, letter, form from letters, lateral (values (letter), (lower(letter)), (upper(letter))) as forms (form)
    where lower(letter) <> letter or upper(letter) <> letter
  ), words as (
    select code, letter, 'ab' || one.form || 'cd' as word, 'ab' || other.form || 'cd' as pattern
    from forms as one join forms as other using (code, letter)
  )
  select getdatabaseencoding() as encoding,
    (select string_agg(distinct letter, ' ') from words
      where word ilike pattern and not show_trgm(pattern) <@ show_trgm(word)) as lost,
    exists (select from words where code > 127 and word <> pattern and word ilike pattern) as folds`;
