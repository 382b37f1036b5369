import { createHash, randomBytes } from 'node:crypto';
import { migrate, withClient } from '@notes/postgres';
import type { ClientBase } from 'pg';
import type { FreshDatabase } from './fresh-database.ts';

const template = 'notes_crowded';

/** How many notes a crowded database has, a tenth of them in the bin. */
export const crowdSize = 100_000;

/**
 * A database with 100,000 notes and their journal, as it is when they have just come: Postgres has no statistics of it, and
 * gathers none. Made once on a server, then copied. Drop it in `afterAll`.
 *
 * Of the live notes, and of those of the bin, a ten thousandth has the author `one`, a thousandth `few`, a tenth `some`, most of the
 * others `most`; it is the same, for others, with the priorities 1000, 100, 10 and those below, and with the words `unique`, `scarce`,
 * `frequent` and `common` of the description. Only the newest note is by `newcomer`, only the oldest thousands are by `veteran`.
 */
export async function crowdedDatabase(serverUrl: string): Promise<FreshDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, async (client) => {
    await client.query("select pg_advisory_lock(hashtext('notes_crowded'))");
    await makeTemplate(client, serverUrl);
    await client.query(`create database ${name} template ${template}`);
  });
  const drop = () => withClient(serverUrl, (client) => client.query(`drop database ${name} with (force)`));
  return { url: addressOf(serverUrl, name), drop };
}

/** The id of the nth note of a crowded database, the oldest first, which has an event; `busyNote` has 3,333, all in partition 1. */
export const nthNote = (n: number): string => idOf(`note ${n}`);
export const busyNote = (): string => nthNote(13);

/** The id of the command of the nth event. */
export const nthCommand = (n: number): string => idOf(`command ${n}`);

const idOf = (name: string): string =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

async function makeTemplate(client: ClientBase, serverUrl: string): Promise<void> {
  const made = await client.query('select from pg_database where datname = $1', [template]);
  if (made.rows.length > 0) return;
  const unfinished = `${template}_${randomBytes(6).toString('hex')}`;
  await client.query(`create database ${unfinished}`);
  const url = addressOf(serverUrl, unfinished);
  await migrate(url);
  await withClient(url, async (inside) => {
    for (const text of fill) await inside.query(text);
  });
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

function addressOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** What shares are taken of: all live notes, and all of the bin. */
const nth = '(case when n % 10 = 0 then n / 10 else n end)';

const fill = [
  'set synchronous_commit = off',
  'alter table rm_1.notes set (autovacuum_enabled = false)',
  'alter table journal_entries set (autovacuum_enabled = false)',
  'alter table dead_letters set (autovacuum_enabled = false)',
  "insert into log_identity (epoch, partitions) values ('k3f9a2c1', 3)",
  `insert into rm_1.notes (id, title, description, priority, created_by, created_at, updated_at, version, deleted_at, event_id)
   select md5('note ' || n)::uuid, 'Note ' || n::bigint * 7919 % 100003,
     case when ${nth} % 10000 = 7 then 'unique' when ${nth} % 1000 = 8 then 'scarce' when ${nth} % 10 = 9 then 'frequent' else '' end
       || ' common words, ' || n % 13,
     case when ${nth} % 10000 = 4 then 1000 when ${nth} % 1000 = 5 then 100 when ${nth} % 10 = 6 then 10 else n % 5 end,
     case when n > ${crowdSize} - 3 then 'newcomer' when n <= 3000 then 'veteran' when ${nth} % 10000 = 1 then 'one'
       when ${nth} % 1000 = 2 then 'few' when ${nth} % 10 = 3 then 'some' else 'most' end,
     timestamptz '2026-01-01' + n::bigint * 7907 % 100003 * interval '1 second', moment, 1,
     case when n % 10 = 0 then moment end, md5('event ' || n)::uuid
   from (select n, timestamptz '2026-02-01' + n * interval '1 second' as moment from generate_series(1, ${crowdSize}) as n) as made`,
  `insert into stats_totals (partition, notes, deleted, events) values (0, ${crowdSize * 0.9}, ${crowdSize * 0.1}, ${crowdSize})`,
  `insert into journal_entries (partition, pos, prev, subject, version, type, event_id, command_id, fingerprint, actor, author, time, data)
   select n % 3, n / 3 * 2, case when n >= 3 then n / 3 * 2 - 2 end, md5('note ' || case when n % 30 = 13 then 13 else n end)::uuid,
     case when n % 30 = 13 then n / 30 + 1 else 1 end, case when n % 30 = 13 and n > 13 then 'notes.NoteRevised.v1' else 'notes.NoteCreated.v1' end,
     md5('event ' || n)::uuid, md5('command ' || n)::uuid, 'print', 'ada', case when n % 1000 = 3 then 'few' else 'most' end,
     timestamptz '2026-02-01' + n * interval '1 second', '{"title":"T","description":"","priority":0}'
   from generate_series(0, ${crowdSize} - 1) as n`,
  `insert into checkpoints (partition, position, record_id, journal_pos)
   select partition, max(pos) + 1, 'record', max(pos) from journal_entries group by partition`,
  `insert into dead_letters (partition, pos, reason, detail, value, value_bytes)
   select n % 3, n * 2 + 1, 'malformed', 'not JSON', '\\x00', 1 from generate_series(1, 30000) as n`,
];
