import Fastify, { LogController } from 'fastify';
import { NoteBody, Note } from '@notes/contracts';
import { createHttpServer, createLogger, createMetrics, createReadiness, problemResponses } from '@notes/service';
const d = '/work/main/shared/service/dist/http/';
const [kind, port] = process.argv.slice(2);
const note = (title) => ({ id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', title, description: 'd', priority: 0, created_by: 'ada', created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z', version: 1 });
const routes = (extra) => (app) => {
  app.post('/v1/notes', { schema: { body: NoteBody, response: { 201: Note, ...extra } } }, (req, reply) => { reply.code(201).header('etag','"1"').header('location','/v1/notes/x').send(note(req.body.title)); });
};
const logger = createLogger('x', 'warn');
if (kind === 'ours') {
  const s = await createHttpServer({ name: 'x', title: 'T', description: 'D', version: '1', logger, metrics: createMetrics('x'), readiness: createReadiness(), host: '127.0.0.1', port: +port, register: routes(problemResponses()) });
  await s.listen();
} else {
  const f = new Set(kind.split('+'));
  const app = Fastify({
    ...(f.has('log') ? { loggerInstance: logger, childLoggerFactory: (p) => p, logController: new LogController({ disableRequestLogging: true }) } : {}),
    ...(f.has('id') ? { genReqId: (await import(d + 'on-request.js')).requestId } : {}),
    ...(f.has('factory') ? { serverFactory: (h) => (createNode(h)) } : {}),
  });
  if (f.has('parser')) { app.removeAllContentTypeParsers(); app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (await import(d + 'parse-body.js')).parseJson); }
  if (f.has('valid')) app.setValidatorCompiler((await import(d + 'compile-validator.js')).compileValidator);
  if (f.has('heads')) { const { setStandingHeaders } = await import(d + 'on-request.js'); app.addHook('onRequest', (q, p, n) => { setStandingHeaders(q, p); n(); }); }
  if (f.has('check')) { const { checkRequest } = await import(d + 'on-request.js'); app.addHook('onRequest', (q, p, n) => { checkRequest(q); n(); }); }
  if (f.has('metrics')) (await import(d + 'observe-requests.js')).observeRequests(app, createMetrics('x'), logger);
  routes({})(app); await app.listen({ port: +port });
}
let last = process.cpuUsage();
process.on('message', () => { const u = process.cpuUsage(last); last = process.cpuUsage(); process.send(u.user + u.system); });
process.send?.('ready'); process.on('SIGTERM', () => process.exit(0));
