import { Type } from 'typebox';
import { UsageError } from '../exit-code.ts';
import { isTable, say } from '../terminal.ts';
import { type AddCommand, calling, type Given, readCount } from './command-options.ts';
import { eventLine, printItem, printItems } from './render.ts';
import type { Calls, Resource } from './resource.ts';
import { addSchemaOptions } from './schema-options.ts';

type GetOptions = { readonly atVersion?: number; readonly at?: string };
type ListOptions = { readonly limit: number; readonly columns?: string; readonly count?: true };

/** The commands that read: each sees at least what the calls before it have written. */
export function addReads(add: AddCommand, resource: Resource, env: NodeJS.ProcessEnv): void {
  const { all, one, Query } = resource;

  const get = add('get <id>', `Show a ${one} as it is, or as it was.`)
    .option('--at-version <n>', 'as it was at this version', readCount)
    .option('--at <time>', 'as it was at this time (RFC 3339)');
  calling<GetOptions, string>(get, resource, env, async (calls, given, id) => {
    const { atVersion: version, at } = given;
    if (version !== undefined && at !== undefined) throw new UsageError('--at-version and --at exclude each other.');
    printItem(await calls.get(id, version === undefined ? { at } : { version }), given);
  });

  const list = add('list', `List ${all}: those that the filters let through, in an order.`)
    .option('--limit <n>', 'so many at most', readCount, 50)
    .option('--columns <names>', 'these members, separated by commas; in a table only')
    .option('--count', 'print how many there are instead');
  calling<ListOptions>(
    list,
    resource,
    env,
    (calls, given) => listThem(calls, given, resource, env),
    addSchemaOptions(list, Type.Omit(Query, ['cursor']), 'query'),
  );

  const stats = add('stats', `Show how many ${all} there are, in all and by what they have in common.`);
  calling(stats, resource, env, async (calls, given) => printItem(await calls.stats(), given));

  const history = add('history <id>', `Show what happened to a ${one}, the earliest first, also if it is deleted.`);
  calling<object, string>(history, resource, env, async (calls, given, id) => {
    for await (const event of calls.history(id))
      console.log(isTable(given) ? eventLine(event as Parameters<typeof eventLine>[0]) : JSON.stringify(event));
  });
}

async function listThem(
  calls: Calls,
  given: Given<ListOptions>,
  resource: Resource,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { values, limit, count } = given;
  if (count) {
    const { total } = await calls.page({ ...values, limit: 1, count });
    console.log(total);
    return;
  }
  const members = columnsOf(given.columns, resource);
  // One more than is shown: whether there are more must be said.
  const found = calls.list({ ...values, limit: Math.min(limit + 1, 100) });
  const isWhole = await printItems(found, members, given, limit);
  if (!isWhole) say(env, `the first ${limit}; there are more: --limit shows them`);
}

/** The members that a table shows. Throws a UsageError for a name that is none. */
function columnsOf(names: string | undefined, { Item, Body }: Resource): readonly string[] {
  if (names === undefined) return ['id', ...Object.keys(Body.properties), 'created_by', 'updated_at', 'version'];
  const members = names.split(',').map((name) => name.trim().replaceAll('-', '_'));
  const known = [...Object.keys(Item.properties), 'deleted_at'];
  const unknown = members.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`--columns: no member ${unknown}. There are ${known.join(', ')}.`);
  return members;
}
