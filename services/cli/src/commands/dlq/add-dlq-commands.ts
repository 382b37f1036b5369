import { createLogger, createPool } from '@notes/service';
import { type Command, InvalidArgumentError } from 'commander';
import type { Pool } from 'pg';
import { failClearly } from '../../fail-clearly.ts';
import { databaseUrl } from '../db/database-url.ts';
import { list } from './list.ts';
import { retry } from './retry.ts';
import { show } from './show.ts';

/** `notes dlq …`: what in the log needs a person's look, and the notes that newer software has frozen. */
export function addDlqCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const dlq = program.command('dlq').description('Dead letters: records without effect, and frozen notes.');
  const withPool = (act: (pool: Pool) => Promise<void>): Promise<void> =>
    failClearly(async () => {
      const logger = createLogger('dlq', 'silent');
      const pool = createPool({ DATABASE_URL: databaseUrl(env) }, { logger, name: 'notes-dlq', max: 1 });
      await act(pool).finally(() => pool.end());
    });

  dlq
    .command('list')
    .description('List the records without effect, newest first, and the frozen notes.')
    .option('--limit <n>', 'how many of each at most', readLimit, 50)
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
    .description('Have the projector fold frozen notes again, and wait for what comes of it.')
    .argument('[note]', 'the id of a note')
    .option('--all', 'every frozen note')
    .option('--json', 'print JSON')
    .action((note: string | undefined, options: { all?: true; json?: true }) =>
      withPool((pool) => retry(pool, note, options)),
    );
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('It takes a number from 1 to 99999.');
  return Number(text);
}
