import type { Aggregate, CommonRefusal, EventTable } from '@notes/kernel';
import type { ByAuthor } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import type { WriteSide } from '../write-side.ts';
import { bulkCreateRoute } from './bulk-create-route.ts';
import { bulkDeleteRoute, type WriteParts } from './bulk-delete-route.ts';
import { itemRoutes } from './item-routes.ts';
import { schemasOf } from './schemas.ts';
import type { ItemState, Timed, Writable } from './writable.ts';

/** What is written of one kind of thing: to the log as its aggregate decides, and over HTTP. */
export type Writes = {
  readonly aggregate: Aggregate;
  /** Its routes. The aggregate has to be one of the write side's. */
  register(app: HttpApp, parts: Pick<WriteSide, 'writerOf'> & Omit<WriteParts<object>, 'items'>): void;
};

/** The writes of an aggregate as its feature describes them. */
export const writesOf = <
  State extends ItemState,
  Fields extends object,
  Filters extends ByAuthor,
  Member extends string,
>(
  aggregate: Aggregate<State, Timed<Fields>, EventTable, CommonRefusal>,
  writable: Writable<Fields, Filters, Member>,
): Writes => ({
  aggregate,
  register: (app, { writerOf, ...parts }) => registerWrites(app, writable, { items: writerOf(aggregate), ...parts }),
});

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
