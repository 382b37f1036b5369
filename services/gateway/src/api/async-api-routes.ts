import { asyncApiDocument } from '@notes/contracts';
import type { HttpApp } from '@notes/service';
import { asyncApiPage, asyncApiPagePolicy } from './async-api-page.ts';
import { hidden } from './hidden-schema.ts';

/** What is said over the websocket and in the topic: for programs at `/asyncapi.json`, for people at `/docs/asyncapi`. */
export function asyncApiRoutes(app: HttpApp, version: string): void {
  const document = asyncApiDocument(version);
  const json = Buffer.from(JSON.stringify(document));
  const page = Buffer.from(asyncApiPage(document));
  app.get('/asyncapi.json', { schema: hidden }, (_request, reply) => reply.type('application/json').send(json));
  app.get('/docs/asyncapi', { schema: hidden }, (_request, reply) =>
    reply.header('content-security-policy', asyncApiPagePolicy).type('text/html; charset=utf-8').send(page),
  );
}
