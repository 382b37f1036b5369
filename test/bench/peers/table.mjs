import pg from 'pg';

/** A table of notes with the keys that a list needs, and what reads it by one statement a request. */
export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
// A lost connection fails what is under way on it, not the process.
pool.on('error', () => {});

export const definition = `
  create table if not exists notes (
    id uuid primary key,
    title text not null,
    description text not null,
    priority integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null
  );
  create index if not exists notes_updated_at on notes (updated_at, id);`;

export const columns = 'id, title, description, priority, created_at, updated_at, version';

export const reads = {
  async find(id) {
    const text = `select ${columns} from notes where id = $1`;
    const { rows } = await pool.query({ name: 'one', text, values: [id] });
    return rows[0];
  },
  async list(offset) {
    const text = `select ${columns} from notes order by updated_at desc, id desc limit 50 offset $1`;
    const { rows } = await pool.query({ name: 'page', text, values: [offset] });
    return rows;
  },
};
