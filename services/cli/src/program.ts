import { version } from '@notes/service';
import { Command } from 'commander';
import { addCapacity } from './capacity/capacity.ts';
import { addDbCommands } from './commands/db/add-db-commands.ts';
import { addDlqCommands } from './commands/dlq/add-dlq-commands.ts';
import { addDoctor } from './commands/doctor/doctor.ts';
import { addLoginCommands } from './commands/login.ts';
import { printConfig } from './commands/print-config.ts';
import { addProjectionCommands } from './commands/projection.ts';
import { setup } from './commands/setup.ts';
import { token } from './commands/token.ts';
import { addEventsCommands } from './events/add-events-commands.ts';
import { addLogCommands } from './log/add-log-commands.ts';
import { addResourceCommands } from './resources/add-resource-commands.ts';
import { resources } from './resources/resource.ts';
import { failClearly } from './terminal.ts';

/**
 * The command line tool: its commands by name, each in a file of its own. Data goes to stdout, messages to stderr. Ends with 0, or with
 * one of `exitCodes`.
 */
export function createProgram(given: NodeJS.ProcessEnv): Command {
  const env = { ...given };
  const program = new Command('notes')
    .description('Use and operate Notes. Settings are read from environment variables: see `notes config print`.')
    .version(version)
    .option('-v, --verbose', 'show requests and what connects to servers, on stderr')
    .option('-q, --quiet', 'show nothing on stderr but errors')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run with --help to see the available commands.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .hook('preAction', () => {
      const { verbose, quiet } = program.opts<{ verbose?: true; quiet?: true }>();
      if (verbose) env['LOG_LEVEL'] = 'debug';
      if (quiet) env['LOG_LEVEL'] = 'error';
    });
  program.commandsGroup('Use:');
  for (const resource of resources) addResourceCommands(program, resource, env);
  addLoginCommands(program, env);
  program.commandsGroup('Operate:');
  program
    .command('setup')
    .description('Create the topic and migrate the database. Idempotent; never destroys anything.')
    .action(() => failClearly(() => setup(env)));
  addDoctor(program, env);
  addEventsCommands(program, env);
  addLogCommands(program, env);
  addDbCommands(program, env);
  addDlqCommands(program, env);
  addProjectionCommands(program, env);
  addCapacity(program);
  const config = program.command('config').description('Inspect the configuration.');
  config
    .command('print')
    .description('Print all variables with their values, secrets masked.')
    .action(() => failClearly(async () => printConfig(env)));
  program
    .command('token')
    .description('Print a token for development, signed with AUTH_JWT_SECRET.')
    .requiredOption('--sub <name>', 'the subject of the token')
    .option('--scope <scopes>', 'any of notes:read, notes:write, notes:admin', 'notes:read notes:write')
    .option('--ttl <duration>', 'lifetime, such as 90s, 30m, 1h or 7d', '1h')
    .action((options: { sub: string; scope: string; ttl: string }) => failClearly(() => token(env, options)));
  return program;
}
