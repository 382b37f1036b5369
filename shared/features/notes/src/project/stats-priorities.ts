import { countLive, everyType, projection } from './projection.ts';

/** How many notes of each priority there are. */
export const statsPriorities = projection({
  table: {
    name: 'stats_priorities',
    key: ['priority', 'partition'],
    merge: 'add',
    columns: { priority: 'integer', partition: 'integer', notes: 'bigint' },
  },
  types: everyType,
  project({ partition, before, after }) {
    const notes = countLive(after) - countLive(before);
    if (notes !== 0) return [{ priority: after.priority, partition, notes }];
    if (before === undefined || before.priority === after.priority) return [];
    return [
      { priority: before.priority, partition, notes: -1 },
      { priority: after.priority, partition, notes: 1 },
    ];
  },
});
