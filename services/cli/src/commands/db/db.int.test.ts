import { randomBytes } from 'node:crypto';
import { withClient } from '@notes/postgres';
import { afterEach, expect, inject, test } from 'vitest';
import { runCli } from '../../testing/run-cli.ts';

const name = `cli_${randomBytes(6).toString('hex')}`;
const env = { DATABASE_URL: Object.assign(new URL(inject('databaseUrl')), { pathname: `/${name}` }).href };
const db = (...args: string[]) => runCli(env, 'db', ...args);

afterEach(() => db('drop', '--yes'));

test('a database goes its whole way: created, migrated, checked, rolled back, dropped', async () => {
  expect(await db('create')).toMatchObject({ out: `database ${name}: created`, code: 0 });
  expect(await db('create')).toMatchObject({ out: `database ${name}: already exists`, code: 0 });
  expect((await db('status')).out).toMatch(/^migration +state +applied at\n0001_log-and-read-model +pending\n/);

  const migrated = await db('migrate');
  expect(migrated).toMatchObject({ out: expect.stringMatching(/^applied: 0001_log/), code: 0 });
  expect(migrated.err).toMatch(/^pending: 0001_log/);
  expect(await db('migrate')).toEqual({ out: 'up to date', err: '', code: 0 });
  expect((await db('status')).out).toMatch(/0001_log-and-read-model +applied +20\d\d-\d\d-\d\dT/);
  expect(await db('check')).toMatchObject({ out: `database ${name}: its schema matches the migrations`, code: 0 });

  const { migrations } = JSON.parse((await db('status', '--json')).out);
  const newest = migrations.at(-1).name;
  expect(await db('rollback', '--yes')).toMatchObject({ out: `rolled back: ${newest}`, code: 0 });
  expect(JSON.parse((await db('status', '--json')).out).migrations.at(-1)).toEqual({
    name: newest,
    state: 'pending',
    applied_at: null,
  });
  expect(await db('check')).toMatchObject({ code: 1 });

  expect(await db('drop', '--yes')).toMatchObject({ out: expect.stringContaining(`${name} at 127.`), code: 0 });
  expect(await db('drop', '--yes')).toMatchObject({ out: expect.stringContaining('does not exist'), code: 0 });
});

test('a schema changed by hand is shown as a diff, with exit code 1', async () => {
  await db('create');
  await db('migrate');
  await withClient(env.DATABASE_URL, (client) => client.query('alter table dead_letters add column mood text'));
  expect(await db('check')).toEqual({
    out: '  create table public.dead_letters (\n+   mood text',
    err: expect.stringContaining('differs from the one the migrations produce'),
    code: 1,
  });
});

test('without --yes nothing is dropped, and what would be is named', async () => {
  await db('create');
  expect(await db('drop')).toMatchObject({ err: expect.stringMatching(`database ${name} at [^]* --yes`), code: 2 });
  expect((await db('create')).out).toContain('already exists');
});

test('nothing is rolled back before it is confirmed, and every table that would go is named with its rows', async () => {
  await db('create');
  await db('migrate');
  const applied = async () => JSON.parse((await db('status', '--json')).out).migrations;
  const all = await applied();
  await withClient(env.DATABASE_URL, (client) =>
    client.query("insert into log_identity (epoch, partitions) values ('abcdefgh', 3)"),
  );
  for (const { name: newest } of all.toReversed()) {
    const refused = await db('rollback');
    expect(refused).toMatchObject({ out: '', code: 2 });
    expect(refused.err).toContain(`rolls back ${newest} in the database ${name}`);
    expect(refused.err).toContain('Nothing was changed. To confirm, pass --yes');
    if (newest.startsWith('0001')) {
      for (const table of ['journal: 0 rows', 'rm_1.notes: 0 rows', 'log_identity: 1 row\n'])
        expect(refused.err).toContain(table);
      break;
    }
    expect(await applied()).toHaveLength(all.length);
    expect((await db('rollback', '--yes')).out).toBe(`rolled back: ${newest}`);
  }
});

test('a database goes to a migration, and back to one, and what is lost on the way is named by what it is called now', async () => {
  await db('create');
  expect(await db('migrate', '--to', '6')).toMatchObject({
    out: expect.stringMatching(/^applied: 0001_.*0006_subjects$/),
    code: 0,
  });
  expect(JSON.parse((await db('show', '--json')).out)).toMatchObject({
    database: name,
    newest: { name: '0006_subjects', state: 'applied' },
    pending: expect.arrayContaining(['0007_audience']),
  });
  expect(await db('migrate', '--to', '0003')).toMatchObject({
    err: expect.stringContaining('0004_list-indexes is applied already. To go back: `notes db rollback --to 0003'),
    code: 2,
  });
  expect((await db('migrate')).out).toMatch(/^applied: 0007_/);
  const refused = await db('rollback', '--to', '0');
  expect(refused).toMatchObject({ out: '', code: 2 });
  // What the first migration drops as `journal` is called otherwise by now.
  expect(refused.err).toContain('public.journal_entries: 0 rows');
  expect((await db('rollback', '--to', '6')).err).toContain('journal_entries.audience');
  expect((await db('rollback', '--to', '6', '--yes')).out).toMatch(/^rolled back: .*0007_audience$/);
  expect(await db('rollback', '--to', '6', '--yes')).toMatchObject({
    out: 'nothing to roll back: no later migration is applied',
    code: 0,
  });
  expect(await db('rollback', '--to', '8', '--yes')).toMatchObject({
    err: expect.stringMatching(/^0008_.* is not applied/),
  });
  expect(await db('show', '99')).toMatchObject({ err: expect.stringContaining('there is none of this name'), code: 2 });
  expect((await db('show', '7')).out).toMatch(/^migration {3}0007_audience\nstate {7}pending[\s\S]*-- Down Migration/);
  expect((await db('tables')).out).toContain('public.journal_entries');
  expect((await db('rollback', '--to', '0', '--yes')).code).toBe(0);
  expect((await db('show')).out).toContain('migration   none');
  expect(await db('create', '--force')).toMatchObject({
    err: expect.stringContaining('with everything in it'),
    code: 2,
  });
  expect((await db('create', '--force', '--yes')).out).toMatch(/: dropped\ndatabase \S+: created$/);
});

test.each([
  [['db', 'status'], /ECONNREFUSED/, 6],
  [['db', 'migrate'], /ECONNREFUSED/, 6],
  [['db', 'rollback'], /ECONNREFUSED/, 6],
  [['projection', 'drop', '1'], /drops version 1 .*\n.*--yes/, 2],
  [['db', 'wipe'], /unknown command 'wipe'/, 2],
  [['db', 'drop', '--hurry'], /unknown option '--hurry'/, 2],
  [['dlq', 'list', '--limit', '0'], /from 1 to 99999/, 2],
  [['dlq', 'list'], /ECONNREFUSED/, 6],
  [['dlq', 'show', 'seven'], /neither a position/, 2],
  [['dlq', 'retry'], /Name one note or pass --all/, 2],
  [['dlq', 'retry', '--all', '3-1'], /Name one note or pass --all/, 2],
  [['dlq', 'retry', '3-1'], /not the id of a note/, 2],
])('%j says why it fails', async (args, complaint, code) => {
  const run = await runCli({ DATABASE_URL: 'postgres://notes@127.0.0.1:1/notes' }, ...args);
  expect(run).toMatchObject({ err: expect.stringMatching(complaint), code, out: '' });
});

test('without an address it says what to set', async () => {
  expect(await runCli({}, 'db', 'status')).toMatchObject({ err: expect.stringContaining('DATABASE_URL'), code: 2 });
});
