import { type Checksum, checksumReadModels, listReadModels, type ReadModelState } from '@notes/postgres';
import type { Pool } from 'pg';
import { formatTable } from '../../format-table.ts';
import { describeProgress } from './describe-progress.ts';

type Options = { readonly checksum?: true; readonly json?: true };

/**
 * Prints every version of the read model, as a table or as JSON; with the sums of their tables, if asked for. Has the process
 * end with 1 if the sums of two versions differ.
 */
export async function status(pool: Pool, { checksum, json }: Options): Promise<void> {
  const models = await listReadModels(pool);
  const sums = checksum ? await checksumReadModels(pool) : undefined;
  const differing = sums && tablesThatDiffer(sums);
  if (json) console.log(JSON.stringify({ read_models: models.map(toJson), checksums: sums, differing }, null, 2));
  else print(models, sums, differing);
  if (differing !== undefined && differing.length > 0) process.exitCode = 1;
}

function print(models: readonly ReadModelState[], sums?: readonly Checksum[], differing?: readonly string[]): void {
  const rows = models.map((model) => [
    ...[model.version, model.state, model.since],
    model.state === 'building' ? describeProgress(model) : '',
  ]);
  console.log(formatTable(['version', 'state', 'since', 'build'], rows));
  if (sums === undefined || differing === undefined) return;
  const lines = sums.map(({ version, table, rows: count, sum }) => [table, version, count, sum]);
  console.log(`\n${formatTable(['table', 'version', 'rows', 'checksum'], lines.sort())}`);
  console.log(differing.length === 0 ? '\nAll versions are equal.' : `\nThese differ: ${differing.join(', ')}`);
}

const toJson = ({ perSecond, ...model }: ReadModelState) => ({ ...model, per_second: perSecond });

/** The tables that are not the same in every version. */
function tablesThatDiffer(sums: readonly Checksum[]): string[] {
  const versions = new Set(sums.map(({ version }) => version)).size;
  const tables = [...new Set(sums.map(({ table }) => table))];
  return tables.filter((name) => {
    const ofTable = sums.filter(({ table }) => table === name);
    return ofTable.length < versions || new Set(ofTable.map(({ rows, sum }) => `${rows} ${sum}`)).size > 1;
  });
}
