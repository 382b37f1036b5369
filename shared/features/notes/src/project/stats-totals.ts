import { countLive, everyType, projection } from './projection.ts';

/** How many notes there are, how many in the bin, and how many events made them. */
export const statsTotals = projection({
  table: {
    name: 'stats_totals',
    key: ['partition'],
    merge: 'add',
    columns: { partition: 'integer', notes: 'bigint', deleted: 'bigint', events: 'bigint' },
  },
  types: everyType,
  project({ partition, before, after }) {
    const notes = countLive(after) - countLive(before);
    const created = before === undefined ? 1 : 0;
    return [{ partition, notes, deleted: created - notes, events: 1 }];
  },
});
