import { Command } from 'commander';
import { printConfig } from './commands/print-config.ts';
import { setup } from './commands/setup.ts';
import { token } from './commands/token.ts';

/** The command line tool: its commands by name, each in a file of its own. Data goes to stdout, messages to stderr. */
export function createProgram(env: NodeJS.ProcessEnv): Command {
  const program = new Command('notes')
    .description('Operate and use Notes. Everything is configured by the environment, see `notes config print`.')
    .version('0.1.0')
    .showHelpAfterError('Run with --help to see what there is.');
  program
    .command('setup')
    .description('Create the topic and migrate the database. May be run any number of times; never destroys anything.')
    .action(() => failClearly(() => setup(env)));
  program
    .command('token')
    .description('Print a token for development, signed with AUTH_JWT_SECRET.')
    .requiredOption('--sub <name>', 'who the token speaks for')
    .option('--scope <scopes>', 'what it allows: notes:read, notes:write, notes:admin', 'notes:read notes:write')
    .option('--ttl <duration>', 'how long it is valid, such as 90s, 30m, 1h or 7d', '1h')
    .action((options: { sub: string; scope: string; ttl: string }) => failClearly(() => token(env, options)));
  const config = program.command('config').description('Look at the configuration.');
  config
    .command('print')
    .description('Show every variable with its value, secrets masked.')
    .action(() => failClearly(async () => printConfig(env)));
  return program;
}

/** Ends with 1 and the reason for people, without a stack. */
async function failClearly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
