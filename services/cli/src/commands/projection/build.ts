import { setTimeout as wait } from 'node:timers/promises';
import { addReadModel, listReadModels, type ReadModelState } from '@notes/postgres';
import type { Pool } from 'pg';
import { describeProgress } from './describe-progress.ts';

const lookMs = 1000;

/**
 * Asks for a new version of the read model; the projector builds it, whether this is waited for or not. Rejects if one is
 * being built already, or if it is dropped meanwhile.
 */
export async function build(pool: Pool, options: { readonly wait?: true }): Promise<void> {
  const version = await addReadModel(pool);
  if (!options.wait) {
    console.log(`version ${version}: is going to be built; see \`notes projection status\``);
    return;
  }
  await untilReady(pool, version);
  console.log(`version ${version}: is ready; \`notes projection promote\` makes reads see it`);
}

async function untilReady(pool: Pool, version: number): Promise<void> {
  for (let said = ''; ; await wait(lookMs)) {
    const model = await find(pool, version);
    if (model === undefined) throw new Error(`version ${version} has been dropped`);
    if (model.state !== 'building') return;
    const progress = describeProgress(model);
    if (progress !== said) console.error(`version ${version}: ${progress}`);
    said = progress;
  }
}

async function find(pool: Pool, version: number): Promise<ReadModelState | undefined> {
  const models = await listReadModels(pool);
  return models.find((model) => model.version === version);
}
