import { Type } from 'typebox';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../http/create-http-server.ts';
import { problemResponses } from '../http/describe-admission.ts';
import type { HttpApp } from '../http/http-app.ts';
import { createLogger } from '../process/logger.ts';
import { createMetrics } from '../process/metrics.ts';
import { createReadiness } from '../process/readiness.ts';
import { Note, NoteBody } from './sample-note.ts';

const note: Note = {
  id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  title: 'Buy milk',
  description: '',
  priority: 0,
  created_by: 'ada',
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:00:00.000Z',
  version: 1,
};

const Search = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  created_by: Type.Optional(Type.Array(Type.String())),
});

const reads = { scope: 'notes:read' } as const;
const writes = { scope: 'notes:write' } as const;

/** A small API of every kind of route, as the tests of the server need it. */
function routes(app: HttpApp): void {
  const created = { 201: { ...Note, description: 'The note.' }, ...problemResponses('outcome-unknown') };
  app.post(
    '/v1/notes',
    { config: writes, schema: { operationId: 'createNote', body: NoteBody, response: created } },
    async (request, reply) => reply.code(201).send({ ...note, title: request.body.title }),
  );
  app.get('/v1/notes', { config: reads, schema: { querystring: Search } }, (request) => ({ query: request.query }));
  const bulk = { config: writes, schema: { body: Type.Unknown() }, bodyLimit: 2 * 1024 * 1024 };
  app.post('/v1/notes/bulk', bulk, () => ({ notes: [] }));
  app.get('/v1/notes/:id', { config: reads }, () => note);
  app.patch('/v1/notes/:id', { config: writes, schema: { body: NoteBody } }, () => note);
  app.delete('/v1/notes/:id', { config: writes }, async (_request, reply) => reply.code(204).send());
  app.post('/v1/notes/:id/restore', { config: writes }, () => note);
  app.get('/v1/me', { config: reads }, ({ caller }) => ({ subject: caller.subject, may: caller.may }));
  app.get('/v1/broken', { config: reads }, () => {
    throw new Error('password=hunter2');
  });
}

/** A server on a free port of loopback, not listening yet; `await using` closes it. */
export async function createTestServer(over: Partial<HttpServerOptions> = {}): Promise<HttpServer & AsyncDisposable> {
  const server = await createHttpServer({
    name: 'test',
    title: 'Test',
    description: 'An API for tests.',
    version: '0.0.0',
    logger: createLogger('test', 'silent'),
    metrics: createMetrics('test'),
    readiness: createReadiness(),
    host: '127.0.0.1',
    port: 0,
    register: routes,
    ...over,
  });
  return { ...server, [Symbol.asyncDispose]: () => server.close() };
}
