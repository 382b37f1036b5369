import Fastify from 'fastify';

/**
 * The same routes for every peer: `POST`, `PATCH` and `GET /v1/notes`, validated as Notes does, in front of one way of keeping notes.
 *
 * @typedef {{ id: string, title: string, description: string, priority: number, created_at: string, updated_at: string, version: number }} Note
 * @typedef {{ title: string, description?: string, priority?: number }} Body
 * @param {{
 *   create(id: string, body: Body): Promise<Note> | Note,
 *   change?(id: string, body: Partial<Body>): Promise<Note | undefined> | Note,
 *   find?(id: string): Promise<Note | undefined>,
 *   list?(offset: number): Promise<Note[]>,
 * }} notes What a peer cannot do is not there.
 */
export async function serve(notes) {
  const app = Fastify({ ajv: { customOptions: { coerceTypes: false, removeAdditional: false } } });

  app.post('/v1/notes', { schema: { body: { ...body, required: ['title'] } } }, async (request, reply) => {
    const id = crypto.randomUUID();
    const note = await notes.create(id, request.body);
    return reply.code(201).header('location', `/v1/notes/${id}`).header('etag', '"1"').send(note);
  });

  const { change, find, list } = notes;
  if (change !== undefined)
    app.patch('/v1/notes/:id', { schema: { body } }, async (request, reply) => {
      const note = await change(request.params.id, request.body);
      return note === undefined ? reply.code(404).send() : reply.header('etag', `"${note.version}"`).send(note);
    });
  if (find !== undefined)
    app.get('/v1/notes/:id', async (request, reply) => (await find(request.params.id)) ?? reply.code(404).send());
  if (list !== undefined)
    app.get('/v1/notes', async ({ query: { offset = 0 } }) => ({ notes: await list(Number(offset)) }));

  await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

const body = {
  type: 'object',
  additionalProperties: false,
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 200 },
    description: { type: 'string', maxLength: 10_000 },
    priority: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  },
};

/** A note that has just been created. */
export function created(id, { title, description = '', priority = 0 }) {
  const now = new Date().toISOString();
  return { id, title, description, priority, created_at: now, updated_at: now, version: 1 };
}
