import type { Command } from 'commander';
import { addConnectionOptions } from '../session/connect.ts';
import type { AddCommand } from './command-options.ts';
import { addReads } from './reads.ts';
import type { Resource } from './resource.ts';
import { addWatch } from './watch.ts';
import { addWrites } from './writes.ts';

/**
 * `notes tasks …`, `notes notes …`: what can be done with a resource through the service, also by its name in the singular. Every option is
 * made of the contract of the resource.
 */
export function addResourceCommands(program: Command, resource: Resource, env: NodeJS.ProcessEnv): void {
  const { all, one } = resource;
  const group = addConnectionOptions(
    program.command(all).alias(one).description(`Use the service: create, read, change, delete and follow ${all}.`),
  );
  const add: AddCommand = (usage, description) =>
    group
      .command(usage)
      .description(description)
      .option('--json', 'print JSON; the default where stdout is no terminal')
      .option('--table', 'print a table; the default on a terminal');
  addWrites(add, resource, env);
  addReads(add, resource, env);
  addWatch(add, resource, env);
}
