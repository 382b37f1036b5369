import { createLogger, createPool } from '@notes/service';
import { type Command, InvalidArgumentError } from 'commander';
import type { Pool } from 'pg';
import { failClearly } from '../../fail-clearly.ts';
import { databaseUrl } from '../db/database-url.ts';
import { build } from './build.ts';
import { drop } from './drop.ts';
import { status } from './status.ts';
import { promote, rollBack } from './switch.ts';

/** `notes projection …`: the versions of the read model, built anew and exchanged while the system runs. */
export function addProjectionCommands(program: Command, env: NodeJS.ProcessEnv): void {
  const projection = program.command('projection').description('Versions of the read model: build, promote, go back.');
  const withPool = (act: (pool: Pool) => Promise<void>): Promise<void> =>
    failClearly(async () => {
      const logger = createLogger('projection', 'silent');
      const pool = createPool({ DATABASE_URL: databaseUrl(env) }, { logger, name: 'notes-projection', max: 1 });
      await act(pool).finally(() => pool.end());
    });

  projection
    .command('build')
    .description('Have the projector build a new version from the journal, beside the live one.')
    .option('--wait', 'show how far it is, until it is ready')
    .action((options: { wait?: true }) => withPool((pool) => build(pool, options)));
  projection
    .command('status')
    .description('Show every version, and how far the one is that is being built.')
    .option('--checksum', 'compare their tables, in one snapshot; ends with 1 if they differ. Reads them whole')
    .option('--json', 'print JSON')
    .action((options: { checksum?: true; json?: true }) => withPool((pool) => status(pool, options)));
  projection
    .command('promote')
    .description('Make reads see a version that is ready. The former one is kept, and written still.')
    .argument('[version]', 'the newest that is ready, if none is named', readVersion)
    .action((version: number | undefined) => withPool((pool) => promote(pool, version)));
  projection
    .command('rollback')
    .description('Make reads see the version again that was promoted away last. Nothing is lost by it.')
    .action(() => withPool(rollBack));
  projection
    .command('drop')
    .description('Remove a version that is not live, also one that is being built. It can be built again.')
    .argument('<version>', 'its number', readVersion)
    .option('--yes', 'do not ask')
    .action((version: number, options: { yes?: true }) => withPool((pool) => drop(pool, version, options, env)));
}

function readVersion(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes the number of a version.');
  return Number(text);
}
