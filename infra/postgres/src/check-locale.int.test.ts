import { randomBytes } from 'node:crypto';
import { afterEach, expect, inject, test } from 'vitest';
import { checkLocale } from './check-locale.ts';
import { createDatabase, dropDatabase } from './named-database.ts';
import { withClient } from './with-client.ts';

const server = inject('databaseUrl');
const name = `locale_${randomBytes(6).toString('hex')}`;
const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;

const onServer = (sql: string) => withClient(server, (client) => client.query(sql));
const check = () =>
  withClient(url, async (client) => {
    await client.query('create extension if not exists pg_trgm');
    return checkLocale(client);
  });
afterEach(() => onServer(`drop database if exists ${name} with (force)`));

test('a database as we create it has nothing against it', async () => {
  await createDatabase(url);
  expect(await check()).toBeUndefined();
  expect(await dropDatabase(url)).toBe(true);
});

test.each([
  ["encoding 'UTF8' locale 'C'", false, 'ASCII letters only'],
  ["encoding 'LATIN1' locale 'C'", true, 'encoding is LATIN1'],
])('what is wrong with a database of %s is said', async (options, refuse, words) => {
  await onServer(`create database ${name} template template0 ${options}`);
  expect(await check()).toEqual({ refuse, message: expect.stringContaining(words) });
});

test('a locale whose cases the index folds in another way is said, with the letters', async () => {
  const { rows } = await onServer("select from pg_collation where collname = 'tr-x-icu'");
  // A Postgres without ICU has no such locale.
  if (rows.length === 0) return;
  await onServer(
    `create database ${name} template template0 encoding 'UTF8' locale 'C' locale_provider icu icu_locale 'tr'`,
  );
  expect(await check()).toEqual({ refuse: false, message: expect.stringMatching(/searches miss notes that have .*ı/) });
});
