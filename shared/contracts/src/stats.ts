import { type Static, Type } from 'typebox';
import { Actor, Priority } from './note.ts';

const count = (description?: string) =>
  Type.Integer({ minimum: 0, examples: [7], ...(description === undefined ? {} : { description }) });

/** Numbers of notes and events, as a read model of its own keeps them. */
export const Stats = Type.Object(
  {
    notes: count('Notes that are not deleted.'),
    deleted: count('Notes in the bin.'),
    events: count('Events of all notes together.'),
    by_author: Type.Array(Type.Object({ created_by: Actor, notes: count() }), {
      maxItems: 100,
      description: 'The 100 authors who have most notes, the one with most first.',
    }),
    by_priority: Type.Array(Type.Object({ priority: Priority, notes: count() }), {
      maxItems: 1_000,
      description: 'Upwards; of more than 1,000 priorities, those that most notes have.',
    }),
    per_day: Type.Array(
      Type.Object({
        day: Type.String({ format: 'date', description: 'In UTC.', examples: ['2026-01-31'] }),
        created: count(),
        revised: count(),
        deleted: count(),
        restored: count(),
      }),
      { maxItems: 30, description: 'Events of the last 30 days on which there were any, the earliest day first.' },
    ),
  },
  { $id: 'Stats' },
);
export type Stats = Static<typeof Stats>;
