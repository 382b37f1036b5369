import { asyncApiDocument, type FeatureMessages } from '@notes/contracts';
import { type HttpApp, hidden } from '@notes/service';
import { asyncApiPage, asyncApiPagePolicy } from './async-api-page.ts';

/**
 * The messages of the websocket and of the topic: for programs at `/asyncapi.json`, and for those that do not know AsyncAPI 3.1 at
 * `/asyncapi-3.0.json`; for people at `/docs/asyncapi`.
 */
export function asyncApiRoutes(app: HttpApp, version: string, features: readonly FeatureMessages[]): void {
  const document = asyncApiDocument(version, features);
  const page = Buffer.from(asyncApiPage(document));
  const serve = (url: string, content: unknown): void => {
    const json = Buffer.from(JSON.stringify(content));
    app.get(url, { schema: hidden }, (_request, reply) => reply.type('application/json').send(json));
  };
  serve('/asyncapi.json', document);
  serve('/asyncapi-3.0.json', asyncApiDocument(version, features, '3.0.0'));
  app.get('/docs/asyncapi', { schema: hidden }, (_request, reply) =>
    reply.header('content-security-policy', asyncApiPagePolicy).type('text/html; charset=utf-8').send(page),
  );
}
