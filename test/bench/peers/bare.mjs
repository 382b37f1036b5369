import { created, serve } from './serve.mjs';

/** The route alone: it stores nothing. */
await serve({
  create: created,
  change: (id, body) => ({ ...created(id, { title: 'Buy milk', ...body }), version: 2 }),
});
