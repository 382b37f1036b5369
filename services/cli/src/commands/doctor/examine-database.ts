import { checkLocale, checkSchema, listReadModels, readMigrations, withClient } from '@notes/postgres';
import type { Pool } from 'pg';
import { type Finding, ok, problem, warning } from './finding.ts';

const oldest = 15;

/** The database: whether it is there, has the schema of this software, and keeps every text. Rejects if it cannot be reached. */
export async function examineDatabase(pool: Pool, url: string): Promise<Finding[]> {
  const { rows } = await pool.query<{ version: string; number: number }>(
    "select current_setting('server_version') as version, current_setting('server_version_num')::integer / 10000 as number",
  );
  const [{ version, number } = { version: 'unknown', number: oldest }] = rows;
  const reached =
    number < oldest
      ? problem('postgres', `version ${version}`, `Upgrade the server: Postgres ${oldest} or newer is needed.`)
      : ok('postgres', `version ${version}`);
  const migrations = await examineMigrations(pool, url);
  if (migrations.some(({ state }) => state === 'problem')) return [reached, ...migrations];
  return [
    reached,
    ...migrations,
    await examineLocale(pool),
    ...(await examineReadModels(pool)),
    await examineDeadLetters(pool),
  ];
}

async function examineMigrations(pool: Pool, url: string): Promise<Finding[]> {
  const migrations = await readMigrations(pool);
  const pending = migrations.filter(({ appliedAt }) => appliedAt === undefined).map(({ name }) => name);
  const newer = migrations.filter(({ known }) => !known).map(({ name }) => name);
  if (pending.length > 0)
    return [problem('migrations', `pending: ${pending.join(', ')}`, 'Run `notes setup`, or `notes db migrate`.')];
  if (newer.length > 0)
    return [
      warning('migrations', `of newer software: ${newer.join(', ')}`, 'Use the command line tool of that version.'),
    ];
  const difference = await withClient(url, checkSchema);
  const applied = ok('migrations', `all ${migrations.length} are applied`);
  if (difference.length === 0) return [applied, ok('schema', 'as the migrations give it')];
  return [
    applied,
    warning('schema', `differs in ${difference.length} lines from what the migrations give`, 'See `notes db check`.'),
  ];
}

async function examineLocale(pool: Pool): Promise<Finding> {
  const fault = await checkLocale(pool);
  if (fault === undefined) return ok('locale', 'keeps every text, and searches find it');
  return (fault.refuse ? problem : warning)(
    'locale',
    fault.message,
    'Make a database with another locale, and run `notes setup` on it.',
  );
}

async function examineReadModels(pool: Pool): Promise<Finding[]> {
  const models = await listReadModels(pool);
  const live = models.find(({ state }) => state === 'live');
  const stuck = models.flatMap(({ version, failure }) =>
    failure === undefined
      ? []
      : [
          problem(
            'read model',
            `the build of version ${version} is stuck: ${failure}`,
            'See `notes projection status`.',
          ),
        ],
  );
  if (live === undefined)
    return [problem('read model', 'no version is live', 'Run `notes projection promote`.'), ...stuck];
  return [ok('read model', `version ${live.version} is live`), ...stuck];
}

async function examineDeadLetters(pool: Pool): Promise<Finding> {
  const { rows } = await pool.query<{ records: number; frozen: number }>(
    'select (select count(*) from dead_letters)::float8 as records, (select count(*) from frozen)::float8 as frozen',
  );
  const [{ records, frozen } = { records: 0, frozen: 0 }] = rows;
  if (records === 0 && frozen === 0) return ok('dead letters', 'none');
  const detail = `${records} records without effect, ${frozen} frozen`;
  return warning(
    'dead letters',
    detail,
    'See `notes dlq list`: the first are mistakes of a writer, the others wait for newer software.',
  );
}
