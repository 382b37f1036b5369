import { eventually } from '@notes/testing';
import { expect, inject, test } from 'vitest';
import { countEvents } from './snippets/consume-from-kafka.ts';
import { chain, TopicWriter } from './testing/topic-writer.ts';

type Row = Record<string, unknown>;
type Database = Parameters<typeof countEvents>[0];

/** Knows the statements of the snippet, and takes them back when a transaction fails. */
function database() {
  let tables = {
    positions: new Map<unknown, unknown>(),
    heads: new Map<unknown, unknown>(),
    counts: new Map<unknown, number>(),
  };
  const run = (sql: string, [first, second, third]: readonly unknown[]): Row[] => {
    const { positions, heads, counts } = tables;
    if (sql.startsWith('select position')) return [...positions.values()].map((position) => ({ position }));
    if (sql.startsWith('select id'))
      return [...heads].filter(([id]) => (first as unknown[]).includes(id)).map(([id, head]) => ({ id, head }));
    if (sql.startsWith('insert into notes_heads')) heads.set(first, second);
    else if (sql.startsWith('update counts')) counts.set(first, (counts.get(first) ?? 0) + 1);
    else if (positions.get(first) !== third) return [];
    else positions.set(first, second);
    return [{}];
  };
  const query = async <T>(sql: string, values: readonly unknown[]): Promise<readonly T[]> => run(sql, values) as T[];
  const transaction: Database['transaction'] = async (act) => {
    const before = structuredClone(tables);
    await act(query).catch((error: unknown) => {
      tables = before;
      throw error;
    });
  };
  return { query, transaction, counts: () => Object.fromEntries(tables.counts) };
}

test('consume from Kafka', async () => {
  const brokers = inject('kafkaBrokers').split(',');
  const writer = await TopicWriter.open(brokers, 'k3f9a2c1', 'notes.events.v1');
  const own = database();
  await writer.append(...chain(3), ...chain(1));
  const first = await countEvents(own, brokers);
  await eventually(() => expect(own.counts()).toEqual({ 'notes.NoteCreated.v1': 2, 'notes.NoteRevised.v1': 2 }));
  await first.stop();
  await writer.append(...chain(2));
  const second = await countEvents(own, brokers);
  await eventually(() => expect(own.counts()).toEqual({ 'notes.NoteCreated.v1': 3, 'notes.NoteRevised.v1': 3 }));
  await second.stop();
  await writer.stop();
});
