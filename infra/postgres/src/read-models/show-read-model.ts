import type { ClientBase, Pool } from 'pg';
import { withShortLocks } from './short-locks.ts';

/** What a switch has done: the version shown now, and the one before. */
export type Switch = { readonly live: number; readonly former: number };

type Model = { readonly version: number; readonly state: string };

/**
 * Makes reads see a version that is written already: the one named, or the newest that is ready. In one transaction; reads
 * under way end as they began. The former one is retired, and goes on being written. Rejects if there is no such version.
 */
export const promoteReadModel = (pool: Pool, version?: number): Promise<Switch> =>
  withShortLocks(pool, async (client) => {
    const models = await lockModels(client);
    const to = models.find((model) => (version === undefined ? model.state === 'ready' : model.version === version));
    if (to === undefined) {
      throw new Error(version === undefined ? 'no version is ready to be promoted' : `there is no version ${version}`);
    }
    if (to.state === 'live') throw new Error(`version ${to.version} is live already`);
    if (to.state === 'building') throw new Error(`version ${to.version} is still being built`);
    return show(client, { to, from: liveOf(models), leaves: 'retired' });
  });

/**
 * Makes reads see the version again that was retired last. It has been written all along, so nothing is lost; the one that
 * it replaces is ready to be promoted again. Rejects if none is retired.
 */
export const rollBackReadModel = (pool: Pool): Promise<Switch> =>
  withShortLocks(pool, async (client) => {
    const models = await lockModels(client);
    const retired = await client.query<Model>(
      "select version, state from read_models where state = 'retired' order by since desc, version desc limit 1",
    );
    const [to] = retired.rows;
    if (to === undefined) throw new Error('there is no version to go back to');
    return show(client, { to, from: liveOf(models), leaves: 'ready' });
  });

/**
 * The versions, newest first, theirs to change for this transaction alone. The lock on the checkpoints waits for transactions of
 * projectors that are under way: what the views show stays the same within each.
 */
async function lockModels(client: ClientBase): Promise<readonly Model[]> {
  await client.query('lock table checkpoints in exclusive mode');
  const { rows } = await client.query<Model>('select version, state from read_models order by version desc for update');
  return rows;
}

function liveOf(models: readonly Model[]): Model {
  const live = models.find(({ state }) => state === 'live');
  if (live === undefined) throw new Error('no read model is live');
  return live;
}

type Step = { readonly to: Model; readonly from: Model; readonly leaves: 'retired' | 'ready' };

async function show(client: ClientBase, { to, from, leaves }: Step): Promise<Switch> {
  const enter = 'update read_models set state = $2, since = now() where version = $1';
  await client.query(enter, [from.version, leaves]);
  await client.query(enter, [to.version, 'live']);
  await client.query('select show_read_model($1)', [to.version]);
  return { live: to.version, former: from.version };
}
