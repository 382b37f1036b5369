import { type Command, InvalidArgumentError } from 'commander';
import { type ConnectionOptions, withClient } from '../session/connect.ts';
import { failClearly, type Shown } from '../terminal.ts';
import type { Calls, Resource } from './resource.ts';
import type { Values } from './schema-options.ts';

/** What was given to a command: its own options, of which those made of a schema are in `values`, and those of all. */
export type Given<Options> = Options & Shown & ConnectionOptions & { readonly values: Values };

/** Makes a command of a group. `usage`: its name and arguments. */
export type AddCommand = (usage: string, description: string) => Command;

/**
 * Has a command call the service: with the calls of its resource, its arguments and what was given. Failures are reported, and the
 * process ends with their code.
 */
export function calling<Options, Argument extends string | readonly string[] | undefined = undefined>(
  command: Command,
  { callsOf }: Resource,
  env: NodeJS.ProcessEnv,
  act: (calls: Calls, given: Given<Options>, argument: Argument) => Promise<void>,
  valuesOf: (given: Values) => Values = () => ({}),
): void {
  command.action((...parameters: unknown[]) => {
    const options = command.optsWithGlobals<Values>();
    const given = { ...options, values: valuesOf(options) } as Given<Options>;
    const argument = (command.registeredArguments.length > 0 ? parameters[0] : undefined) as Argument;
    return failClearly(() => withClient(env, given, (client) => act(callsOf(client), given, argument)));
  });
}

/** A number of things, from 1 on. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 on.');
  return Number(text);
}

type WriteOptions = { readonly key?: string };
export type ChangeOptions = WriteOptions & { readonly ifMatch?: number };

export const withKey = (command: Command): Command =>
  command.option(
    '--key <key>',
    'the Idempotency-Key: the command counts once, however often it is given with the same',
  );

export const onVersion = (command: Command): Command =>
  withKey(command).option('--if-match <version>', 'only if it is at this version', readVersion);

function readVersion(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('Expected the number of a version.');
  return Number(text);
}

/** The options of a write for the client. */
export const writing = ({ key }: WriteOptions) => ({ idempotencyKey: key });
export const changing = ({ ifMatch, ...given }: ChangeOptions) => ({ ...writing(given), ifMatch });
