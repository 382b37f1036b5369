import Fastify from 'fastify';
import pg from 'pg';

/** The yardstick of reads: plain Fastify routes with one statement for each request, over the same tables. */
const app = Fastify();
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const columns = 'id, title, description, priority, created_by, created_at, updated_at, version';

app.get<{ Params: { id: string } }>('/v1/notes/:id', async (request, reply) => {
  const text = `select ${columns} from notes where id = $1 and deleted_at is null`;
  const { rows } = await pool.query({ name: 'one', text, values: [request.params.id] });
  return rows[0] ?? reply.code(404).send();
});

app.get('/v1/notes', async () => {
  const text = `select ${columns} from notes where deleted_at is null order by updated_at desc, id desc limit 51`;
  const { rows } = await pool.query({ name: 'page', text });
  return { notes: rows.slice(0, 50) };
});

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
