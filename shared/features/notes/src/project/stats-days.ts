import { noteEvents } from '../contract/index.ts';
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
  project({ partition, event: { type, time } }) {
    const { effect } = noteEvents[type];
    return [
      {
        day: time.slice(0, 10),
        partition,
        created: effect === 'creates' ? 1 : 0,
        revised: effect === 'changes' ? 1 : 0,
        deleted: effect === 'deletes' ? 1 : 0,
        restored: effect === 'restores' ? 1 : 0,
      },
    ];
  },
});
