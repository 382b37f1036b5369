import { version } from '@notes/service';
import { Command } from 'commander';
import { addDbCommands } from './commands/db.ts';
import { addDlqCommands } from './commands/dlq/add-dlq-commands.ts';
import { printConfig } from './commands/print-config.ts';
import { addProjectionCommands } from './commands/projection.ts';
import { setup } from './commands/setup.ts';
import { token } from './commands/token.ts';
import { failClearly } from './terminal.ts';

/**
 * The command line tool: its commands by name, each in a file of its own. Data goes to stdout, messages to stderr. Ends with 0,
 * with 1 if a command failed, with 2 if it was not given as it should be.
 */
export function createProgram(env: NodeJS.ProcessEnv): Command {
  const program = new Command('notes')
    .description('Operate Notes. All configuration is read from environment variables: see `notes config print`.')
    .version(version)
    .showHelpAfterError('Run with --help to see the available commands.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  program
    .command('setup')
    .description('Create the topic and migrate the database. Idempotent; never destroys anything.')
    .action(() => failClearly(() => setup(env)));
  program
    .command('token')
    .description('Print a token for development, signed with AUTH_JWT_SECRET.')
    .requiredOption('--sub <name>', 'the subject of the token')
    .option('--scope <scopes>', 'any of notes:read, notes:write, notes:admin', 'notes:read notes:write')
    .option('--ttl <duration>', 'lifetime, such as 90s, 30m, 1h or 7d', '1h')
    .action((options: { sub: string; scope: string; ttl: string }) => failClearly(() => token(env, options)));
  const config = program.command('config').description('Inspect the configuration.');
  config
    .command('print')
    .description('Print all variables with their values, secrets masked.')
    .action(() => failClearly(async () => printConfig(env)));
  addDbCommands(program, env);
  addDlqCommands(program, env);
  addProjectionCommands(program, env);
  return program;
}
