import { randomUUID } from 'node:crypto';
import { NoteBody, NotePatch } from '@notes/features/notes/contract';
import Fastify from 'fastify';

/**
 * The yardstick of writes: Fastify routes with our validation and answers of the same shape, which store nothing. Its own
 * process, like a service.
 */
const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });

const noteOf = (id: string, { title, description = '', priority = 0 }: NoteBody) => {
  const now = new Date().toISOString();
  return { id, title, description, priority, created_by: 'anonymous', created_at: now, updated_at: now, version: 1 };
};

app.post<{ Body: NoteBody }>('/v1/notes', { schema: { body: NoteBody } }, (request, reply) => {
  const id = randomUUID();
  return reply.code(201).header('location', `/v1/notes/${id}`).header('etag', '"1"').send(noteOf(id, request.body));
});

app.patch<{ Body: NotePatch; Params: { id: string } }>(
  '/v1/notes/:id',
  { schema: { body: NotePatch } },
  (request, reply) => {
    const { description, priority } = request.body;
    const body = { title: 'Buy milk', description: description ?? '', priority: priority ?? 0 };
    return reply.header('etag', '"2"').send(noteOf(request.params.id, body));
  },
);

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) });
