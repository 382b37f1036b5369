import { countLive, projection, typesThatDo } from './projection.ts';

/** How many notes of each author there are. */
export const statsAuthors = projection({
  table: {
    name: 'stats_authors',
    key: ['created_by', 'partition'],
    merge: 'add',
    columns: { created_by: 'text', partition: 'integer', notes: 'bigint' },
  },
  types: typesThatDo('creates', 'deletes', 'restores'),
  project: ({ partition, before, after }) => [
    { created_by: after.created_by, partition, notes: countLive(after) - countLive(before) },
  ],
});
