import { setTimeout as wait } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Pool } from 'pg';
import { UsageError } from '../../exit-code.ts';
import { formatTable } from '../../table.ts';
import { onDatabase } from '../on-database.ts';
import { isNoteId } from './dead-letters.ts';
import { list, show } from './show.ts';

/** `notes dlq …`: the records that need an operator, and the notes frozen by events of unknown types. */
export function addDlqCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const dlq = program.command('dlq').description('Dead letters: records without effect, and frozen notes.');
  const withPool = onDatabase('dlq', env);

  dlq
    .command('list')
    .description('List the records without effect, newest first, and the frozen notes.')
    .option('--limit <n>', 'maximum number of each', readLimit, 50)
    .option('--json', 'print JSON')
    .action((options: { limit: number; json?: true }) => withPool((pool) => list(pool, options)));
  dlq
    .command('show')
    .description('Show a record by its position (partition-offset), or a frozen note by its id.')
    .argument('<what>', 'a position such as 3-1204, or the id of a note')
    .option('--json', 'print JSON')
    .action((what: string, options: { json?: true }) => withPool((pool) => show(pool, what, options)));
  dlq
    .command('retry')
    .description('Make the projector fold frozen notes again, and wait for the result.')
    .argument('[note]', 'the id of a note')
    .option('--all', 'all frozen notes')
    .option('--json', 'print JSON')
    .action((note: string | undefined, options: { all?: true; json?: true }) =>
      withPool((pool) => retry(pool, note, options)),
    );
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('Expected a number from 1 to 99999.');
  return Number(text);
}

type Options = { readonly all?: true; readonly json?: true };

/** A note that stays frozen, and the type or the trouble that is in the way. */
type StillFrozen = { readonly note_id: string; readonly type: string; readonly trouble: string | null };

const everyMs = 100;

/** The projector looks every second. */
const patienceMs = 15_000;

/**
 * Asks the projector to fold frozen notes again, waits for its answers as long as they keep coming, and prints them. The request is
 * kept in the database: a projector that starts later does it then. Rejects if a note stays frozen or none answers.
 */
async function retry(pool: Pool, note: string | undefined, { all, json }: Options): Promise<void> {
  if ((note === undefined) === (all === undefined)) throw new UsageError('Name one note or pass --all.');
  if (note !== undefined && !isNoteId(note)) throw new UsageError(`${note} is not the id of a note.`);
  const { asked, since } = await ask(pool, note);
  if (asked === 0 && note !== undefined) throw new Error(`The note ${note} is not frozen.`);
  await untilAnswered(pool, note, since);
  const frozen = await readStillFrozen(pool, note, since);
  const folded = asked - frozen.length;
  if (json) console.log(JSON.stringify({ asked, folded, frozen }, null, 2));
  else {
    console.log(asked === 0 ? 'no note is frozen' : `folded again: ${folded} of ${asked}`);
    if (frozen.length > 0) console.log(frozenTable(frozen));
  }
  if (frozen.length > 0) throw new Error('First deploy a projector that knows these types.');
}

/** How many notes, and at what time; none have none. */
type Asked = { readonly asked: number; readonly since: string | null };

async function ask(pool: Pool, note: string | undefined): Promise<Asked> {
  const { rows } = await pool.query<Asked>(
    `with asked as (
       update frozen set asked_at = now() where $1::uuid is null or subject = $1 returning asked_at
     )
     select count(*) as asked, max(asked_at) as since from asked`,
    [note ?? null],
  );
  return rows[0] ?? { asked: 0, since: null };
}

async function untilAnswered(pool: Pool, note: string | undefined, since: string | null): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  for (let deadline = performance.now() + patienceMs; ; await wait(everyMs)) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*) as waiting from frozen
       where asked_at is not null and asked_at <= $2 and ($1::uuid is null or subject = $1)`,
      [note ?? null, since],
    );
    const waiting = rows[0]?.waiting ?? 0;
    if (waiting === 0) return;
    if (waiting < left) deadline = performance.now() + patienceMs;
    left = waiting;
    if (performance.now() > deadline)
      throw new Error(
        'No projector responds. Is one running? The request is stored and will be handled as soon as one is.',
      );
  }
}

async function readStillFrozen(pool: Pool, note: string | undefined, since: string | null): Promise<StillFrozen[]> {
  const { rows } = await pool.query<StillFrozen>(
    `select subject as note_id, type, trouble from frozen
     where tried_at >= $2 and ($1::uuid is null or subject = $1) order by subject`,
    [note ?? null, since],
  );
  return rows;
}

const frozenTable = (notes: readonly StillFrozen[]): string =>
  formatTable(
    ['still frozen', 'by', 'trouble'],
    notes.map(({ note_id, type, trouble }) => [note_id, type, trouble ?? 'its type is unknown']),
  );
