import { setTimeout as wait } from 'node:timers/promises';
import {
  addReadModel,
  type Checksum,
  checksumReadModels,
  dropReadModel,
  listReadModels,
  promoteReadModel,
  type ReadModelState,
  rollBackReadModel,
} from '@notes/postgres';
import { type Command, InvalidArgumentError } from 'commander';
import type { Pool } from 'pg';
import { formatTable } from '../table.ts';
import { type Agreement, confirm, say } from '../terminal.ts';
import { onDatabase } from './on-database.ts';

/** `notes projection …`: the versions of the read model, built anew and exchanged while the system runs. */
export function addProjectionCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const projection = program
    .command('projection')
    .alias('projections')
    .description('Versions of the read model: build, promote, roll back, drop.');
  const withPool = onDatabase('projection', env);

  projection
    .command('build')
    .description('Make the projector build a new version from the journal, beside the live one.')
    .option('--wait', 'show progress until it is ready')
    .option('--fast', 'take all that the machine gives: reads are slower meanwhile, and else the build yields to them')
    .action((options: BuildOptions) => withPool((pool) => build(pool, options, env)));
  projection
    .command('status')
    .description('List all versions, with the progress of the one being built.')
    .option('--checksum', 'compare their tables in one snapshot (reads them completely); exit code 1 if they differ')
    .option('--json', 'print JSON')
    .action((options: { checksum?: true; json?: true }) => withPool((pool) => status(pool, options)));
  projection
    .command('promote')
    .description('Switch reads to a version that is ready. The previous one is kept and stays up to date.')
    .argument('[version]', 'defaults to the newest that is ready', readVersion)
    .action((version: number | undefined) => withPool((pool) => promote(pool, version)));
  projection
    .command('rollback')
    .description('Switch reads back to the previously live version. Nothing is lost.')
    .action(() => withPool(rollBack));
  projection
    .command('drop')
    .description('Drop a version that is not live, even while it is being built. It can be built again.')
    .argument('<version>', 'its number', readVersion)
    .option('--yes', 'skip the confirmation')
    .action((version: number, options: { yes?: true }) => withPool((pool) => drop(pool, version, options, env)));
}

function readVersion(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a version number.');
  return Number(text);
}

const lookMs = 1000;

type BuildOptions = { readonly wait?: true; readonly fast?: true };

/**
 * Asks for a new version of the read model; the projector builds it, whether this is waited for or not. Rejects if one is
 * being built already, or if it is dropped meanwhile.
 */
async function build(pool: Pool, options: BuildOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const version = await addReadModel(pool, { fast: options.fast === true });
  if (!options.wait) {
    console.log(`version ${version}: queued for building; see \`notes projection status\``);
    return;
  }
  await untilReady(pool, version, env);
  console.log(`version ${version}: ready; \`notes projection promote\` switches reads to it`);
}

async function untilReady(pool: Pool, version: number, env: NodeJS.ProcessEnv): Promise<void> {
  for (let said = ''; ; await wait(lookMs)) {
    const model = await find(pool, version);
    if (model === undefined) throw new Error(`version ${version} was dropped`);
    if (model.state !== 'building') return;
    const progress = describeProgress(model);
    if (progress !== said) say(env, `version ${version}: ${progress}`);
    said = progress;
  }
}

async function find(pool: Pool, version: number): Promise<ReadModelState | undefined> {
  const models = await listReadModels(pool);
  return models.find((model) => model.version === version);
}

/** How far a build is, for people: share, rate, and the time it will still take at this rate. */
export function describeProgress({ done, events, perSecond, remaining, failure }: ReadModelState): string {
  if (failure !== undefined) return `stuck: ${failure}`;
  if (events === 0 && remaining > 0) return 'waiting for a projector to begin';
  if (remaining === 0) return `${events} events folded, indexes and hand-over next`;
  const share = `${Math.floor(done * 100)} %, ${events} events`;
  if (perSecond === 0) return share;
  return `${share}, ${Math.round(perSecond)} a second, ${describeSeconds(remaining / perSecond)} left`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Removes a version with its tables, once it is agreed to. Rejects if it is not, if the version is live, or there is none of that number. */
async function drop(pool: Pool, version: number, agreement: Agreement, env: NodeJS.ProcessEnv): Promise<void> {
  const loss = `This drops version ${version} of the read model. Rolling back to it will no longer be possible; it can only be rebuilt.`;
  await confirm(loss, agreement, env);
  await dropReadModel(pool, version);
  console.log(`version ${version}: dropped`);
}

type Options = { readonly checksum?: true; readonly json?: true };

/**
 * Prints every version of the read model, as a table or as JSON; with the sums of their tables, if asked for. Has the process
 * end with 1 if the sums of two versions differ.
 */
async function status(pool: Pool, { checksum, json }: Options): Promise<void> {
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
  console.log(
    differing.length === 0 ? '\nAll versions are identical.' : `\nThese tables differ: ${differing.join(', ')}`,
  );
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

/** Makes reads see a version that is ready: the one named, or the newest. Rejects if there is no such version. */
async function promote(pool: Pool, version: number | undefined): Promise<void> {
  const { live, former } = await promoteReadModel(pool, version);
  console.log(`version ${live}: live; version ${former} is kept for \`notes projection rollback\` until it is dropped`);
}

/** Makes reads see the former version again. Rejects if there is none. */
async function rollBack(pool: Pool): Promise<void> {
  const { live, former } = await rollBackReadModel(pool);
  console.log(`version ${live}: live again; version ${former} is ready`);
}
