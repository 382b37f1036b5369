import { Type } from 'typebox';
import { UsageError } from '../exit-code.ts';
import { type Agreement, confirm, isTable } from '../terminal.ts';
import {
  type AddCommand,
  type ChangeOptions,
  calling,
  changing,
  type Given,
  onVersion,
  writing,
} from './command-options.ts';
import type { Calls, Resource } from './resource.ts';
import { addSchemaOptions } from './schema-options.ts';

type Options = ChangeOptions & Agreement & { readonly all?: true };

/** Parameters of a list that select nothing. */
const paging = ['limit', 'cursor', 'offset', 'order_by', 'deleted', 'count'];

/** What a resource can be selected by. */
const filtersOf = ({ Query }: Resource) => Type.Omit(Query, paging);

/** `delete <id…>`, and with filters in place of ids all that they select. */
export function addDelete(add: AddCommand, resource: Resource, env: NodeJS.ProcessEnv): void {
  const { all, one } = resource;
  const command = onVersion(
    add(
      'delete [id...]',
      `Put ${all} into the bin, from which \`restore\` takes them: by id, or all that the filters select.`,
    ),
  )
    .option('--all', `all ${all} there are`)
    .option('--yes', 'skip the confirmation that deleting by filters asks for');
  calling<Options, readonly string[]>(
    command,
    resource,
    env,
    async (calls, given, ids) => {
      const isFiltered = Object.keys(given.values).length > 0 || given.all === true;
      if (ids.length > 0 === isFiltered) throw new UsageError(`Give the ids of ${all}, or filters, or --all.`);
      if (ids.length > 1 && (given.key !== undefined || given.ifMatch !== undefined))
        throw new UsageError(`--key and --if-match are for one ${one}.`);
      if (isFiltered) await deleteSelected(calls, given, resource, env);
      else for (const id of ids) print({ id, ...(await calls.remove(id, changing(given))) }, given);
    },
    addSchemaOptions(command, filtersOf(resource), 'query'),
  );
}

/** Everything that the filters select; asks before it does. */
async function deleteSelected(
  calls: Calls,
  given: Given<Options>,
  { all, one }: Resource,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (given.ifMatch !== undefined) throw new UsageError(`--if-match is for one ${one}.`);
  const { total = 0 } = await calls.page({ ...given.values, limit: 1, count: true });
  const loss = `This deletes what you may delete of ${total} ${total === 1 ? one : all}; \`restore\` takes them back one by one.`;
  await confirm(loss, given, env);
  const which = given.all ? { ...given.values, all: true } : given.values;
  const { deleted } = await calls.removeMany(which, writing(given));
  console.log(isTable(given) ? `deleted: ${deleted}` : JSON.stringify({ deleted }));
}

const print = (done: { readonly id: string; readonly version: number }, given: Given<Options>): void =>
  console.log(isTable(given) ? `deleted: ${done.id}, version ${done.version}` : JSON.stringify(done));
