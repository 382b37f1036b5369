import { setTimeout as wait } from 'node:timers/promises';
import type { ServerName, Stack } from '@notes/servers';
import { eventually } from '@notes/testing';
import { Connections } from '../connections.ts';
import { createNote } from '../load.ts';
import { type Contestant, startNotes, startPeer } from './contestants.ts';

const writers = 64;
const secondsBefore = 3;
/** For all that was acknowledged to be readable again. What is not there after that is lost. */
const patienceMs = 60_000;

type Losing = {
  readonly start: (stack: Stack) => Promise<Contestant>;
  /** All that it keeps notes in. */
  readonly stores: readonly ServerName[];
};

const losing: readonly Losing[] = [
  { start: (stack) => startPeer(stack, 'crud', true), stores: ['postgres'] },
  { start: (stack) => startPeer(stack, 'emmett', true), stores: ['postgres'] },
  { start: (stack) => startNotes(stack, 'Notes', true), stores: ['kafka', 'postgres', 'redis'] },
];

/**
 * Kills all stores of a contestant at once by SIGKILL while 64 connections write, starts them again, and counts what was acknowledged before
 * and is in its table no more.
 */
export async function benchLosses(stack: Stack, log: (line: string) => void): Promise<string[]> {
  const lines = ['| killed | of | acknowledged | lost |', '|---|---|---:|---:|'];
  for (const { start, stores } of losing) {
    const contestant = await start(stack);
    try {
      const acknowledged = await writeUntil(contestant, () => killAll(stack, stores));
      for (const store of stores) await stack.servers[store].restart();
      const lost = await missing(contestant, acknowledged);
      lines.push(`| ${stores.join(', ')} | ${contestant.name} | ${acknowledged.size} | ${lost} |`);
      log(lines.at(-1) ?? '');
    } finally {
      await contestant.stop();
    }
  }
  return lines;
}

async function killAll(stack: Stack, stores: readonly ServerName[]): Promise<void> {
  for (const store of stores) stack.servers[store].kill('SIGKILL');
  await Promise.all(stores.map((store) => stack.servers[store].gone()));
}

/** The ids of the notes that were acknowledged, until `end` has begun or after. */
async function writeUntil({ writes }: Contestant, end: () => Promise<void>): Promise<ReadonlySet<string>> {
  const acknowledged = new Set<string>();
  const connections = new Connections(writes);
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      const id = await connections.send(createNote).then(
        ({ body }) => String(body['id']),
        () => undefined,
      );
      if (id !== undefined) acknowledged.add(id);
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, write));
  await wait(secondsBefore * 1_000);
  await end();
  isOver = true;
  await writing;
  connections.close();
  return acknowledged;
}

/** How many of the notes are not in the table, once no more of them come. */
async function missing({ site }: Contestant, acknowledged: ReadonlySet<string>): Promise<number> {
  let lost = acknowledged.size;
  const look = async (): Promise<void> => {
    const rows = await site.database(
      async (client) => (await client.query<{ id: string }>('select id from notes')).rows,
    );
    const present = new Set(rows.map(({ id }) => id));
    lost = [...acknowledged].filter((id) => !present.has(id)).length;
    if (lost > 0) throw new Error(`${lost} notes are not there`);
  };
  await eventually(look, { timeoutMs: patienceMs, everyMs: 1_000 }).catch(() => undefined);
  return lost;
}
