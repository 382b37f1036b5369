import { Actor, Count } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { Priority } from './note.ts';

const AuthorCount = Type.Object(
  { created_by: Actor, notes: Count('Notes of this author that are not deleted.') },
  { $id: 'AuthorCount' },
);

const PriorityCount = Type.Object(
  { priority: Priority, notes: Count('Notes of this priority that are not deleted.') },
  { $id: 'PriorityCount' },
);

const DayCount = Type.Object(
  {
    day: Type.String({ format: 'date', description: 'In UTC.', examples: ['2026-01-31'] }),
    created: Count('Creations on this day.'),
    revised: Count('Changes on this day.'),
    deleted: Count('Deletions on this day.'),
    restored: Count('Restorations on this day.'),
  },
  { $id: 'DayCount' },
);

/** Numbers of notes and events, as a read model of its own keeps them. */
export const Stats = Type.Object(
  {
    notes: Count('Notes that are not deleted.'),
    deleted: Count('Notes in the bin.'),
    events: Count('Events of all notes together.'),
    by_author: Type.Array(AuthorCount, {
      maxItems: 100,
      description: 'The 100 authors who have most notes, the one with most first.',
    }),
    by_priority: Type.Array(PriorityCount, {
      maxItems: 1_000,
      description: 'Upwards; of more than 1,000 priorities, those that most notes have.',
    }),
    per_day: Type.Array(DayCount, {
      maxItems: 30,
      description: 'Events of the last 30 days on which there were any, the earliest day first.',
    }),
  },
  { $id: 'Stats' },
);
export type Stats = Static<typeof Stats>;
