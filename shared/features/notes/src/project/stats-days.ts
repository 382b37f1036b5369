import { everyType, projection } from './projection.ts';

/** What happened on each day, in UTC by the time of the event. */
export const statsDays = projection({
  table: {
    name: 'stats_days',
    key: ['day', 'partition'],
    merge: 'add',
    columns: {
      day: 'date',
      partition: 'integer',
      created: 'bigint',
      revised: 'bigint',
      deleted: 'bigint',
      restored: 'bigint',
    },
  },
  types: everyType,
  project: ({ partition, event: { type, time } }) => [
    {
      day: time.slice(0, 10),
      partition,
      created: type === 'notes.NoteCreated.v1' ? 1 : 0,
      revised: type === 'notes.NoteRevised.v1' ? 1 : 0,
      deleted: type === 'notes.NoteDeleted.v1' ? 1 : 0,
      restored: type === 'notes.NoteRestored.v1' ? 1 : 0,
    },
  ],
});
