import { serve } from './serve.mjs';
import { columns, definition, pool, reads } from './table.mjs';

/** One table, and one statement and commit a request: no events, no history, no feed. */
await pool.query(definition);

const insert = `
  insert into notes (${columns}) values ($1, $2, $3, $4, now(), now(), 1) returning ${columns}`;
const update = `
  update notes
  set title = coalesce($2, title), description = coalesce($3, description), priority = coalesce($4, priority),
    updated_at = now(), version = version + 1
  where id = $1 returning ${columns}`;

await serve({
  async create(id, { title, description = '', priority = 0 }) {
    const { rows } = await pool.query({ name: 'insert', text: insert, values: [id, title, description, priority] });
    return rows[0];
  },
  async change(id, { title, description, priority }) {
    const { rows } = await pool.query({ name: 'update', text: update, values: [id, title, description, priority] });
    return rows[0];
  },
  ...reads,
});
