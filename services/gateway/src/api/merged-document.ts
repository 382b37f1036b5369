import type { HttpApp } from '@notes/service';
import type { ApiDocuments } from './api-documents.ts';
import { mergeDocuments } from './merge-documents.ts';
import type { ApiDocument } from './path-table.ts';

/** Makes `/openapi.json`, which every service of ours has, describe the whole API; `/docs` shows it. */
export function serveMergedDocument(app: HttpApp, documents: ApiDocuments): void {
  app.addHook('preSerialization', async (request, _reply, payload) =>
    request.routeOptions.url === '/openapi.json'
      ? mergeDocuments(payload as ApiDocument, await documents.get())
      : payload,
  );
}
