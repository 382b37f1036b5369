import type { Command } from 'commander';
import { failClearly } from '../terminal.ts';
import { exportLog } from './export.ts';
import { importLog } from './import.ts';

/** `notes log …`: a copy of the log in a file, and back. Kafka alone is asked. */
export function addLogCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const log = program.command('log').description('Copy the log into a file, and from a file into an empty topic.');
  log
    .command('export <file>')
    .description('Write all records, as far as the log goes now, into a new compressed file.')
    .action((file: string) => failClearly(() => exportLog(env, file)));
  log
    .command('import <file>')
    .description('Append them to an empty topic, which is created if need be, each at the offset that it had.')
    .action((file: string) => failClearly(() => importLog(env, file)));
}
