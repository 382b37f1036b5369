import { SQL } from '@event-driven-io/dumbo';
import { DeciderCommandHandler, projections } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, postgreSQLRawSQLProjection } from '@event-driven-io/emmett-postgresql';
import { created, serve } from './serve.mjs';
import { definition, pool, reads } from './table.mjs';

/** Event sourcing on Postgres: a decider, the expected version, and a projection in the transaction that appends. */
await pool.query(definition);

const notesTable = postgreSQLRawSQLProjection({
  name: 'notes',
  canHandle: ['NoteCreated', 'NoteRevised'],
  evolve: ({ type, data: { id, title, description, priority, updated_at } }) =>
    type === 'NoteCreated'
      ? SQL`insert into notes values (${id}, ${title}, ${description}, ${priority}, ${updated_at}, ${updated_at}, 1)`
      : SQL`update notes
          set title = coalesce(${title ?? null}, title), description = coalesce(${description ?? null}, description),
            priority = coalesce(${priority ?? null}, priority), updated_at = ${updated_at}, version = version + 1
          where id = ${id}`,
});

const store = getPostgreSQLEventStore(process.env.DATABASE_URL, {
  projections: projections.inline([notesTable]),
  connectionOptions: { pool },
});
await store.schema.migrate();

const handle = DeciderCommandHandler({
  initialState: () => undefined,
  evolve: (note, { type, data }) =>
    type === 'NoteCreated' ? { ...data, version: 1 } : { ...note, ...data, version: note.version + 1 },
  decide: ({ type, data }, note) => {
    if ((type === 'CreateNote') === (note !== undefined)) throw new Error('does not apply');
    return { type: type === 'CreateNote' ? 'NoteCreated' : 'NoteRevised', data };
  },
});

const run = async (id, type, data) => (await handle(store, id, { type, data })).newState;

await serve({
  create: (id, body) => run(id, 'CreateNote', created(id, body)),
  change: (id, body) => run(id, 'ReviseNote', { ...body, id, updated_at: new Date().toISOString() }),
  ...reads,
});
