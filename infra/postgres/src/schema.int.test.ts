import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { checkSchema } from './compare-schemas.ts';
import { dumpSchema } from './dump-schema.ts';
import { migrate, rollback } from './migrate.ts';
import { migrationFiles } from './migration-files.ts';
import { createDatabase, dropDatabase } from './named-database.ts';
import { readMigrations } from './read-migrations.ts';

const url = new URL(inject('databaseUrl'));
url.pathname = `/schema ${randomBytes(6).toString('hex')}`;

let client: pg.Client;
beforeEach(async () => {
  expect(await createDatabase(url.href)).toBe(true);
  client = new pg.Client({ connectionString: url.href });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  expect(await dropDatabase(url.href)).toBe(true);
});

const header = `-- The schema after all migrations, for reading and for \`notes db check\`. Written by a test, not by hand; after a new migration:
--   npx vitest run --project int infra/postgres --update

`;

test('schema.sql is what the migrations give', async () => {
  await migrate(url.href);
  await expect(header + (await dumpSchema(client))).toMatchFileSnapshot('../schema.sql');
});

test('a migrated database does not differ, and one that was changed by hand is told in lines', async () => {
  await migrate(url.href);
  expect(await checkSchema(client)).toEqual([]);
  await client.query('alter table dead_letters drop column detail; create index by_hand on dead_letters (reason)');
  expect(await checkSchema(client)).toEqual([
    '  create table public.dead_letters (',
    '-   detail text not null',
    '+ CREATE INDEX by_hand ON public.dead_letters USING btree (reason);',
  ]);
});

test('whichever read model is live, and whatever is built beside it, is no difference', async () => {
  await migrate(url.href);
  await client.query('select add_read_model()');
  expect(await checkSchema(client)).toEqual([]);
  await client.query(`
    select index_read_model(2);
    update read_models set state = 'retired' where version = 1;
    update read_models set state = 'live' where version = 2;
    select show_read_model(2)`);
  expect(await checkSchema(client)).toEqual([]);
  await client.query('drop index rm_2.notes_updated_at');
  expect(await checkSchema(client)).toHaveLength(1);
});

test('an empty database lacks everything', async () => {
  const lines = await checkSchema(client);
  expect(lines).toContain('- create table public.checkpoints (');
  expect(lines.filter((line) => !line.startsWith('-'))).toEqual([]);
});

test('the dump tells every kind of thing, and leaves out what is not ours', async () => {
  await client.query(`
    create type mood as enum ('glad', 'it''s so so');
    create table a (id integer generated always as identity primary key, "Mood" mood default 'glad',
      big text collate "C", twice integer generated always as (1 + 1) stored) with (fillfactor = 70);
    create unlogged table b (id serial, a_id integer references a on delete cascade, check (a_id > 0));
    create function touch() returns trigger language plpgsql as $$ 
begin

  return new;
end $$;
    create trigger touched before update on b for each row execute function touch();
    create view plain as select id, big from a where id > 3;
    create view joined as select a.id, b.a_id from a join b on b.a_id = a.id;
    create sequence alone;
    create schema foreign_to_us create table t (id integer);
  `);
  expect(await dumpSchema(client)).toMatchInlineSnapshot(`
    "create type public.mood as enum ('glad', 'it''s so so');

    CREATE OR REPLACE FUNCTION public.touch()
     RETURNS trigger
     LANGUAGE plpgsql
    AS $function$ 
    begin
      return new;
    end $function$;

    create table public.a (
      id integer generated always as identity not null,
      "Mood" public.mood default 'glad'::public.mood,
      big text collate "C",
      twice integer generated always as ((1 + 1)) stored,
      constraint a_pkey PRIMARY KEY (id)
    ) with (fillfactor=70);

    create unlogged table public.b (
      id integer default nextval('public.b_id_seq'::regclass) not null,
      a_id integer,
      constraint b_a_id_check CHECK ((a_id > 0)),
      constraint b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id) ON DELETE CASCADE
    );

    CREATE TRIGGER touched BEFORE UPDATE ON public.b FOR EACH ROW EXECUTE FUNCTION public.touch();

    create view public.joined as
     SELECT a.id,
        b.a_id
       FROM public.a
         JOIN public.b ON b.a_id = a.id;

    create view public.plain as
     SELECT id,
        big
       FROM public.a
      WHERE id > 3;

    create sequence public.alone;
    "
  `);
});

test('the newest migration can be taken back and applied again, one after another', async () => {
  const names = [...migrationFiles().keys()];
  await migrate(url.href);
  const before = await dumpSchema(client);
  for (const name of names.toReversed()) await rollback(url.href, [name]);
  expect(await dumpSchema(client)).toBe('\n');
  expect(await migrate(url.href)).toEqual(names);
  expect(await dumpSchema(client)).toBe(before);
});

test('migrations are told with the time they were applied at, pending ones and unknown ones too', async () => {
  expect((await readMigrations(client)).map(({ appliedAt }) => appliedAt)).toEqual(
    [...migrationFiles().keys()].map(() => undefined),
  );
  await migrate(url.href);
  await rollback(url.href, [[...migrationFiles().keys()].at(-1) ?? '']);
  await client.query("insert into pgmigrations (name, run_on) values ('9999_of-tomorrow', now())");
  const migrations = await readMigrations(client);
  expect(migrations.at(-1)).toMatchObject({ name: '9999_of-tomorrow', known: false });
  expect(migrations.at(-2)).toMatchObject({
    name: [...migrationFiles().keys()].at(-1),
    appliedAt: undefined,
    known: true,
  });
  expect(Math.abs((migrations[0]?.appliedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});

test('creating a database that is there leaves it, and one that is in use is not dropped', async () => {
  expect(await createDatabase(url.href)).toBe(false);
  await expect(dropDatabase(url.href)).rejects.toThrow('is in use');
  expect(await dropDatabase(Object.assign(new URL(url), { pathname: '/never_there' }).href)).toBe(false);
});
