import { type Command, InvalidArgumentError } from 'commander';
import { onDatabase } from '../db.ts';
import { retry } from './retry.ts';
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
