import type { SubjectState } from '@notes/kernel';
import type { HttpApp } from '@notes/service';
import { createReadsById } from '../read-by-id.ts';
import { getRoute } from './get-route.ts';
import { historyRoute } from './history-route.ts';
import { listRoute } from './list-route.ts';
import type { Item, Readable, Reads } from './readable.ts';
import { selectById } from './select-by-id.ts';

/** The reads of one kind of thing: one by its id, as it is or was; its history; the list. Reads by id share statements. */
export function registerReads<State extends SubjectState & Item, Filters extends object, Member extends string>(
  app: HttpApp,
  readable: Readable<State, Filters, Member>,
  parts: Omit<Reads, 'byId'>,
): void {
  const select = selectById(readable.source);
  const reads: Reads = { ...parts, byId: createReadsById((ids) => select(parts.pool, ids)) };
  getRoute(app, readable, reads);
  historyRoute(app, readable, reads);
  listRoute(app, readable, reads);
}
