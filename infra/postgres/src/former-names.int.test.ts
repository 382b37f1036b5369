import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { migrate, rollback } from './migrate.ts';
import { migrationFiles } from './migration-files.ts';
import { createDatabase, dropDatabase } from './named-database.ts';

// Statements of software that knows the tables by their former names, `journal` and `frozen_notes`, and runs on during an upgrade.

const url = new URL(inject('databaseUrl'));
url.pathname = `/former ${randomBytes(6).toString('hex')}`;
const role = `reader_${randomBytes(6).toString('hex')}`;

let client: pg.Client;
beforeAll(async () => {
  await createDatabase(url.href);
  client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await migrate(url.href);
});
afterAll(async () => {
  await client.query(`drop owned by ${role}; drop role ${role}`).catch(() => {});
  await client.end();
  await dropDatabase(url.href);
});
beforeEach(() => client.query('delete from journal_entries; delete from frozen; delete from checkpoints'));

const note = randomUUID();
const event = randomUUID();

const columns =
  'partition, pos, prev, note_id, version, type, event_id, command_id, fingerprint, actor, author, time, traceparent, data';

/** What a transaction of the projector writes, as one statement. */
const write = {
  name: 'write-0',
  text: `
    with w0 as (insert into public.journal as present (${columns})
      select * from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::uuid[], $5::integer[], $6::text[], $7::uuid[], $8::uuid[],
        $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::json[])),
    w1 as (insert into public.frozen_notes as present (note_id, partition, pos, type)
      select * from unnest($15::uuid[], $16::integer[], $17::bigint[], $18::text[])
      on conflict (note_id) do update set partition = excluded.partition, pos = excluded.pos, type = excluded.type)
    select pg_notify('progress', 'a')`,
};

const entry = (version: number): string[] => [
  ...['{0}', `{${version}}`, version === 1 ? '{null}' : `{${version - 1}}`, `{${note}}`, `{${version}}`],
  ...['{notes.NotePainted.v1}', `{${version === 1 ? event : randomUUID()}}`, `{${randomUUID()}}`, '{print}', '{ada}'],
  ...['{ada}', '{2026-01-31T12:00:00.123Z}', '{null}', '{"{\\"a\\": 1.50}"}'],
];
const frozen = (pos: number, type: string): string[] => [`{${note}}`, '{0}', `{${pos}}`, `{${type}}`];
const rows = async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows;

test('a projector journals and freezes, and what it writes stands in the tables', async () => {
  await client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] });
  await client.query({ ...write, values: [...entry(2), ...frozen(2, 'b')] });
  expect(
    await rows('select subject, pos, prev, event_id, data::text from journal_entries order by pos limit 1'),
  ).toEqual([{ subject: note, pos: '1', prev: null, event_id: event, data: '{"a": 1.50}' }]);
  expect(await rows('select subject, pos, type, frozen_at <= clock_timestamp() as at from frozen')).toEqual([
    { subject: note, pos: '2', type: 'b', at: true },
  ]);
});

test('what is journalled twice is refused all the same', async () => {
  await client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] });
  await expect(client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] })).rejects.toMatchObject({
    code: '23505',
  });
});

test('heads, histories, commands and pages of the feed are read', async () => {
  await client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] });
  await client.query("insert into checkpoints values (0, 1, 'r', 1)");
  const head = `select head.event_id from unnest($1::uuid[]) as wanted(id) left join lateral (
    select event_id from journal where note_id = wanted.id order by version desc limit 1) as head on true`;
  expect(await rows(head, [[note]])).toEqual([{ event_id: event }]);
  const command =
    'select version from journal where note_id = $1 and command_id >= $2 order by command_id, version limit 1';
  expect(await rows(command, [note, '00000000-0000-0000-0000-000000000000'])).toEqual([{ version: 1 }]);
  const page = `select checkpoints.journal_pos as last, page.note_id from checkpoints left join lateral (
    select partition, pos, note_id, row_number() over (order by pos) as nth from (
      select * from journal where partition = $1 and pos > $2 order by pos limit $3) as wanted) as page on true`;
  expect(await rows(page, [0, 0, 10])).toEqual([{ last: '1', note_id: note }]);
  const refused = `select exists (select from frozen_notes where note_id = journal.note_id and pos = journal.pos) as refused
    from journal where partition = 0`;
  expect(await rows(refused)).toEqual([{ refused: true }]);
});

test('frozen notes are asked for, tried, and folded', async () => {
  await client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] });
  expect(
    await rows('update frozen_notes set asked_at = now() where note_id = $1 returning note_id', [note]),
  ).toHaveLength(1);
  await client.query(
    `update frozen_notes set pos = still.pos, type = still.type, trouble = still.trouble, asked_at = null, tried_at = clock_timestamp()
     from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) as still(note_id, pos, type, trouble)
     where frozen_notes.note_id = still.note_id`,
    [[note], [1], ['a'], ['why']],
  );
  expect(await rows('select trouble, asked_at from frozen')).toEqual([{ trouble: 'why', asked_at: null }]);
  await client.query('delete from frozen_notes where note_id = any($1::uuid[])', [[note]]);
  expect(await rows('select from frozen')).toEqual([]);
});

test('statements prepared before the migration go on after it, and so do the rights of other roles', async () => {
  const since = [...migrationFiles().keys()].filter((name) => name >= '0006');
  await rollback(url.href, since.toReversed());
  await client.query(
    `create role ${role}; grant select, insert on journal to ${role}; grant select on frozen_notes to ${role}`,
  );
  await client.query({ ...write, values: [...entry(1), ...frozen(1, 'a')] });
  const read = { name: 'all-journal', text: 'select * from journal order by pos' };
  const [before] = (await client.query(read)).rows;
  await migrate(url.href);
  await client.query({ ...write, values: [...entry(2), ...frozen(2, 'b')] });
  expect((await client.query(read)).rows).toMatchObject([before, { note_id: note, version: 2 }]);
  await client.query(`set role ${role}`);
  expect(await rows('select note_id from frozen_notes')).toEqual([{ note_id: note }]);
  await expect(client.query('delete from journal')).rejects.toMatchObject({ code: '42501' });
  await client.query('reset role');
});
