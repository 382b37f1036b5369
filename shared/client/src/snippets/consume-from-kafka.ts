import { type Checkpoint, type ConsumedEvent, consumeEvents, type Head, type NotesStore } from '@notes/client/kafka';

/** What is needed of a database: any that has transactions. */
type Database = {
  query<Row>(sql: string, values: readonly unknown[]): Promise<readonly Row[]>;
  transaction(run: (query: Database['query']) => Promise<void>): Promise<void>;
};

const storeIn = (database: Database): NotesStore => ({
  async positions() {
    const rows = await database.query<{ position: string }>('select position from notes_positions', []);
    return rows.map(({ position }) => position);
  },
  async heads(ids) {
    const sql = 'select id, head from notes_heads where id = any($1)';
    const rows = await database.query<{ id: string; head: Head }>(sql, [ids]);
    return new Map(rows.map(({ id, head }) => [id, head]));
  },
});

/** Effect, position and heads in one transaction: so each event has its effect once. */
const save = (database: Database, events: readonly ConsumedEvent[], { position, previous, heads }: Checkpoint) =>
  database.transaction(async (query) => {
    const [, partition = ''] = position.split(/[:-]/);
    const sql = previous
      ? 'update notes_positions set position = $2 where partition = $1 and position = $3 returning 1'
      : 'insert into notes_positions values ($1, $2) on conflict do nothing returning 1';
    const moved = await query(sql, previous ? [partition, position, previous] : [partition, position]);
    if (moved.length === 0) throw new Error('Another instance was faster.');
    for (const [id, head] of heads)
      await query('insert into notes_heads values ($1, $2) on conflict (id) do update set head = $2', [id, head]);
    for (const { type } of events) await query('update counts set n = n + 1 where type = $1', [type]); // the effect
  });

export const countEvents = (database: Database, brokers: readonly string[]) =>
  consumeEvents({
    brokers,
    groupId: 'event-counter',
    store: storeIn(database),
    onEvents: (events, checkpoint) => save(database, events, checkpoint),
  });
