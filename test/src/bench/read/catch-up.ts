import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type pg from 'pg';
import { type Servers, System } from '../../harness/system.ts';
import { fillLog } from '../fill-log.ts';
import { catchUp } from '../projected.ts';
import type { Row } from '../report.ts';

const partitions = 12;
const notes = 225_000;
const revised = 75_000;

/**
 * How fast the projector works off a log of 300,000 events, three quarters creations and one quarter revisions, beside
 * COPY of the resulting journal and notes into empty tables with the same indexes.
 */
export async function benchCatchUp(servers: Servers): Promise<readonly Row[]> {
  const system = await System.create(servers);
  try {
    await fillLog(system, { notes, revised });
    const { perSecond, projector } = await catchUp(system, notes + revised + partitions);
    await projector.end();
    const copied = await system.database(rateOfCopy);
    return [
      {
        what: 'projector catch-up of 300,000 events (bare: COPY of the same rows), events/s',
        ...{ ours: perSecond, bare: copied },
        target: '≥ 25,000/s, ≥ 0.5 of COPY',
      },
    ];
  } finally {
    await system.stop();
  }
}

/** COPY by the server from files it has written itself: nothing but Postgres at work. */
async function rateOfCopy(client: pg.Client): Promise<number> {
  const tables = ['public.journal_entries', 'rm_1.notes'];
  await client.query('create schema bench');
  try {
    return await copyAll(client, tables);
  } finally {
    await client.query('drop schema bench cascade');
    for (const i of tables.keys()) await rm(pathOf(i), { force: true });
  }
}

async function copyAll(client: pg.Client, tables: readonly string[]): Promise<number> {
  for (const [i, table] of tables.entries()) {
    await client.query(`create table bench.t${i} (like ${table} including all)`);
    await client.query(`copy ${table} to '${pathOf(i)}'`);
  }
  const began = performance.now();
  for (const i of tables.keys()) await client.query(`copy bench.t${i} from '${pathOf(i)}'`);
  return ((notes + revised) * 1000) / (performance.now() - began);
}

const pathOf = (i: number): string => join(tmpdir(), `notes-bench-copy-${process.pid}-${i}`);
