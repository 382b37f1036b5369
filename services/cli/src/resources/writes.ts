import type { TObject } from 'typebox';
import { UsageError } from '../exit-code.ts';
import { say } from '../terminal.ts';
import {
  type AddCommand,
  type ChangeOptions,
  calling,
  changing,
  type Given,
  onVersion,
  withKey,
  writing,
} from './command-options.ts';
import { addDelete } from './delete.ts';
import { readData } from './read-data.ts';
import { printItem, printItems } from './render.ts';
import type { Calls, Resource } from './resource.ts';
import { addSchemaOptions, flagOf } from './schema-options.ts';

type BodyOptions = ChangeOptions & { readonly data?: string; readonly unset?: readonly string[] };

/** The commands that change something. Each is sent under a key, so that it counts once however often it is sent. */
export function addWrites(add: AddCommand, resource: Resource, env: NodeJS.ProcessEnv): void {
  const { one, Body, Patch } = resource;

  const create = withKey(add('create', `Create a ${one}; with an array in --data, several.`).option(...data));
  calling<BodyOptions>(
    create,
    resource,
    env,
    (calls, given) => createThem(calls, given, resource, env),
    addSchemaOptions(create, Body, 'body'),
  );

  const update = onVersion(
    add('update <id>', `Change what is given of a ${one}, and leave the rest.`).option(...data),
  ).option('--unset <field>', 'take its default, or null, as the value of a field; may be repeated', repeated);
  calling<BodyOptions, string>(
    update,
    resource,
    env,
    async (calls, given, id) => {
      const patch = { ...unset(given.unset, Patch), ...(await oneBodyOf(given)) };
      if (Object.keys(patch).length === 0) throw new UsageError('Nothing to change: give a field, or --data.');
      printItem(await calls.update(id, patch, changing(given)), given);
    },
    addSchemaOptions(update, Patch, 'body'),
  );

  const replace = onVersion(
    add('replace <id>', `Replace all of a ${one}: what is left out takes its default.`).option(...data),
  );
  calling<BodyOptions, string>(
    replace,
    resource,
    env,
    async (calls, given, id) =>
      printItem(await calls.replace(id, complete(await oneBodyOf(given), Body), changing(given)), given),
    addSchemaOptions(replace, Body, 'body'),
  );

  addDelete(add, resource, env);
  const restore = onVersion(add('restore <id>', `Take a ${one} out of the bin.`));
  calling<ChangeOptions, string>(restore, resource, env, async (calls, given, id) =>
    printItem(await calls.restore(id, changing(given)), given),
  );
}

/** One, or as many as there are in `--data`. */
async function createThem(
  calls: Calls,
  given: Given<BodyOptions>,
  resource: Resource,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { all, Body, Item } = resource;
  const body = await bodyOf(given);
  if (!Array.isArray(body)) return printItem(await calls.create(complete(body, Body), writing(given)), given);
  if (Object.keys(given.values).length > 0)
    throw new UsageError(`--data holds several ${all}: other fields cannot be given beside it.`);
  const created = await calls.createMany(body, writing(given));
  say(env, `created: ${created.length}`);
  await printItems(created, Object.keys(Item.properties), given);
}

const data = ['--data <json>', 'all of it, or what has no flag, as JSON; @file, or - for stdin'] as const;

const repeated = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** What `--data` holds, with the fields that were given as flags in their place; several, if it holds several. */
async function bodyOf({ data: given, values }: Given<BodyOptions>): Promise<object> {
  const whole = given === undefined ? {} : await readData(given);
  return Array.isArray(whole) ? whole : { ...whole, ...values };
}

async function oneBodyOf(given: Given<BodyOptions>): Promise<object> {
  const body = await bodyOf(given);
  if (Array.isArray(body)) throw new UsageError('--data: an object is expected, not several.');
  return body;
}

/** Throws a UsageError if a field is missing that has no default. */
function complete(body: object, schema: TObject): object {
  const required: readonly string[] = schema.required ?? [];
  const missing = required.filter((member) => !Object.hasOwn(body, member)).map(flagOf);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} must be given.`);
  return body;
}

/** Null for each of these fields. Throws a UsageError for what is none. */
function unset(flags: readonly string[] = [], { properties }: TObject): object {
  const members = flags.map((flag) => flag.replace(/^--/, '').replaceAll('-', '_'));
  const unknown = members.find((member) => !Object.hasOwn(properties, member));
  if (unknown !== undefined)
    throw new UsageError(`--unset ${unknown}: no such field. There are ${Object.keys(properties).join(', ')}.`);
  return Object.fromEntries(members.map((member) => [member, null]));
}
