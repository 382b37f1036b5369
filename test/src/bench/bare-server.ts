import { randomUUID } from 'node:crypto';
import { NoteBody } from '@notes/contracts';
import Fastify from 'fastify';

/**
 * The yardstick: a Fastify route with the validation of `POST /v1/notes` and an answer of the same shape, which stores
 * nothing. Its own process, like a service.
 */
const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });
app.post<{ Body: NoteBody }>('/v1/notes', { schema: { body: NoteBody } }, (request, reply) => {
  const id = randomUUID();
  const now = new Date().toISOString();
  const { title, description = '', priority = 0 } = request.body;
  const note = {
    id,
    title,
    description,
    priority,
    created_by: 'anonymous',
    created_at: now,
    updated_at: now,
    version: 1,
  };
  return reply.code(201).header('location', `/v1/notes/${id}`).header('etag', '"1"').send(note);
});
await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
