import type { HttpApp } from '@notes/service';
import { type BulkDeleteParts, bulkDeleteRoute } from './bulk-delete-route.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { noteRoutes } from './note-routes.ts';

export { identifyCreate } from './command-identity.ts';

/** All writes of notes. */
export function registerNoteWrites(app: HttpApp, parts: BulkDeleteParts): void {
  noteRoutes(app, parts.notes);
  bulkRoutes(app, parts.notes);
  bulkDeleteRoute(app, parts);
}
