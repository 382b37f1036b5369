import type { Command } from 'commander';
import { readCount } from '../resources/command-options.ts';
import { failClearly, type Shown } from '../terminal.ts';
import { withLog } from './read-log.ts';
import { show } from './show.ts';
import { type TailOptions, tail } from './tail.ts';
import { type VerifyOptions, verify } from './verify.ts';

/** `notes events …`: the log itself, read from Kafka; neither the database nor a service is asked. */
export function addEventsCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const events = program
    .command('events')
    .description('Read the log itself: its last records, one chain, or all of it.');
  const add = (usage: string, description: string): Command =>
    events
      .command(usage)
      .description(description)
      .option('--json', 'print JSON; the default where stdout is no terminal')
      .option('--table', 'print a table; the default on a terminal');

  add('tail', 'Print the last records, whether they have an effect or not.')
    .option('-n, --limit <n>', 'so many of all partitions', readCount, 10)
    .option('--since <position>', 'all after this position instead, or after `beginning`')
    .option('-f, --follow', 'go on with those that come, until Ctrl-C')
    .action((options: TailOptions) => failClearly(() => withLog(env, (log) => tail(log, options, env))));
  add(
    'show <what>',
    'Show the chain of a subject by its id, or one record by its position, with the verdict of readers.',
  ).action((what: string, options: Shown) => failClearly(() => withLog(env, (log) => show(log, what, options))));
  add(
    'verify',
    'Read all of the log: whether every chain holds, and every unique value has one holder. Exit code 1 if not.',
  )
    .option('--commands', 'also whether no command counts twice on a chain; takes 190 bytes of memory for each event')
    .action((options: VerifyOptions) => failClearly(() => withLog(env, (log) => verify(log, options, env))));
}
