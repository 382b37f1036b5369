import type { ByAuthor } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { bulkCreateRoute } from './bulk-create-route.ts';
import { bulkDeleteRoute, type WriteParts } from './bulk-delete-route.ts';
import { itemRoutes } from './item-routes.ts';
import { schemasOf } from './schemas.ts';
import type { Writable } from './writable.ts';

/** The writes of one kind of thing: single ones, many at once, and a delete by filters. */
export function registerWrites<Fields extends object, Filters extends ByAuthor, Member extends string>(
  app: HttpApp,
  writable: Writable<Fields, Filters, Member>,
  parts: WriteParts<Fields>,
): void {
  const schemas = schemasOf(writable);
  itemRoutes(app, writable, schemas, parts.items);
  bulkCreateRoute(app, writable, schemas, parts.items);
  bulkDeleteRoute(app, writable, schemas, parts);
}
