import { promoteReadModel, rollBackReadModel } from '@notes/postgres';
import type { Pool } from 'pg';

/** Makes reads see a version that is ready: the one named, or the newest. Rejects if there is no such version. */
export async function promote(pool: Pool, version: number | undefined): Promise<void> {
  const { live, former } = await promoteReadModel(pool, version);
  console.log(
    `version ${live}: is live; version ${former} is kept for \`notes projection rollback\`, until it is dropped`,
  );
}

/** Makes reads see the former version again. Rejects if there is none. */
export async function rollBack(pool: Pool): Promise<void> {
  const { live, former } = await rollBackReadModel(pool);
  console.log(`version ${live}: is live again; version ${former} is ready`);
}
