import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '@notes/postgres';
import type { Stack } from '@notes/servers';
import { eventually } from '@notes/testing';
import { compareReadModel } from '../../harness/compare-read-model.ts';
import { call } from '../../harness/http.ts';
import { readLog } from '../../harness/read-log.ts';
import { Random } from '../../load/random.ts';
import { databaseOn } from './postgres-failover.ts';
import type { ServerStage } from './server-stage.ts';

const forMs = 10_000;
const everyMs = 50;
const patienceMs = 30_000;

type Servers = { readonly right: Stack; readonly other: Stack };

/**
 * Puts the database of another log, one that is much longer, in the place of the right one for a while, and puts that back. Resolves with
 * what was told of it meanwhile, and what was done to it.
 */
export async function putOtherLog(stage: ServerStage, { right, other }: Servers): Promise<readonly string[]> {
  const { system, readiness } = stage;
  const url = databaseOn(stage, other);
  await withClient(url, (client) => client.query('update checkpoints set position = 1000000'));
  lead(stage, other);
  const wrong = await callAll(stage);
  const refused = (): void => {
    for (const [who, state] of readiness.now())
      if (!who.startsWith('gateway') && !state.includes('the log has been exchanged'))
        throw new Error(`with another log's database, ${who} says: ${state}`);
  };
  await eventually(refused, { timeoutMs: patienceMs }).catch((error: unknown) => wrong.push(String(error)));
  console.log("\nWith another log's database, /readyz says:");
  for (const [who, state] of readiness.now()) console.log(`- ${who}: ${state}`);
  const examined = await system.cli('doctor', '--json').catch(({ stdout }: { stdout: string }) => stdout);
  const { findings } = JSON.parse(examined) as { findings: { check: string; detail: string; todo?: string }[] };
  const found = findings.find(({ check }) => check === 'log');
  console.log(`\nnotes doctor says: ${found?.detail} ${found?.todo}`);
  if (found?.todo === undefined) wrong.push('notes doctor does not say what to do');
  const text = 'select 1 from checkpoints where position <> 1000000 union select 1 from journal_entries';
  const { rowCount } = await withClient(url, (client) => client.query(text));
  if (rowCount !== 0) wrong.push("something was applied to another log's database");
  lead(stage, right);
  await Promise.all(system.services.map((service) => service.ready()));
  return [...wrong, ...(await isAsItWas(stage))];
}

function lead({ postgres }: ServerStage, server: Stack): void {
  postgres.cut();
  postgres.moveTo(server.databaseUrl);
  postgres.restore();
}

/** Changes and reads notes that the right database knows. Resolves with what was answered otherwise than it must. */
async function callAll({ system, gateway, stack }: ServerStage): Promise<string[]> {
  const { log, token } = await readLog(stack.kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const ids = [...log.notes.values()].filter(({ versions }) => versions.at(-1)?.state?.deleted_at === null);
  const random = new Random(7);
  const writers = [gateway, ...system.services.filter(({ name }) => name === 'command')];
  const counts = new Map<string, number>();
  for (const end = performance.now() + forMs; performance.now() < end; await wait(everyMs)) {
    const path = `/v1/notes/${random.pick(ids).id}`;
    const body = { description: `changed ${random.hex(8)}` };
    const headers = random.chance(0.5) ? { 'consistency-token': token } : {};
    const [changed, read] = await Promise.all([
      call('PATCH', `${random.pick(writers).url}${path}`, { body }),
      call('GET', `${gateway.url}${path}`, { headers }),
    ]);
    for (const what of [`a change: ${changed.status}`, `a read: ${read.status}`])
      counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const right = ['a change: 200', 'a change: 503', 'a read: 503'];
  console.log(`\nAnswers with another log's database: ${[...counts].map(([what, n]) => `${n} × ${what}`).join(', ')}`);
  return [...counts.keys()].filter((what) => !right.includes(what));
}

async function isAsItWas({ system, gateway, stack }: ServerStage): Promise<string[]> {
  const { log, token } = await readLog(stack.kafkaBrokers, system.env['NOTES_TOPIC'] ?? '');
  const headers = { 'consistency-token': token, prefer: 'wait=30' };
  const { status } = await call('GET', `${gateway.url}/v1/notes?limit=1`, { headers });
  return [...(status === 200 ? [] : [`with the right database: ${status}`]), ...(await compareReadModel(system, log))];
}
