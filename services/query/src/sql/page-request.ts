import type { NoteFilters } from '@notes/contracts';
import type { ListOrder } from '../paging/list-order.ts';
import type { Place } from '../paging/place.ts';

/** Up to `limit` notes of a list, from a place on; with `count`, how many it has from its beginning to its end, too. */
export type PageRequest = {
  readonly filters: NoteFilters;
  readonly deleted: boolean;
  readonly order: ListOrder;
  readonly place: Place | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly count: boolean;
};
