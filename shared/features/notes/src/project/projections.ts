import { authorsTable, countLive, daysTable, projectionsOf, totalsTable } from '@notes/projecting';
import { type EventType, noteEvents } from '../contract/index.ts';
import type { NoteState } from '../domain/index.ts';

const projection = projectionsOf<NoteState, typeof noteEvents>();

export const statsTotals = totalsTable('stats_totals', 'notes', noteEvents);
export const statsAuthors = authorsTable('stats_authors', 'notes', noteEvents);
export const statsDays = daysTable('stats_days', noteEvents);

/** How many notes of each priority there are. */
export const statsPriorities = projection({
  table: {
    name: 'stats_priorities',
    key: ['priority', 'partition'],
    merge: 'add',
    columns: { priority: 'integer', partition: 'integer', notes: 'bigint' },
  },
  types: Object.keys(noteEvents) as EventType[],
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
