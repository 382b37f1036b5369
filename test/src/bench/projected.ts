import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { ServiceProcess } from '../harness/service-process.ts';
import type { System } from '../harness/system.ts';

type CatchUp = { readonly perSecond: number; readonly projector: ServiceProcess };

/**
 * Starts a projector and watches the checkpoints from their first move until `records` are applied (one for each partition's
 * LogOpened included).
 */
export async function catchUp(system: System, records: number): Promise<CatchUp> {
  return system.database(async (client) => {
    const starting = system.start('projector');
    let first: { at: number; applied: number } | undefined;
    for (;;) {
      const now = await applied(client);
      if (first === undefined && now > 0) first = { at: performance.now(), applied: now };
      if (first !== undefined && now >= records) {
        const perSecond = ((now - first.applied) * 1000) / (performance.now() - first.at);
        return { perSecond, projector: await starting };
      }
      await wait(20);
    }
  });
}

async function applied(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ applied: string }>('select sum(position + 1) as applied from checkpoints');
  return Number(rows[0]?.applied);
}
