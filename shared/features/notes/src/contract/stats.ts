import { byAuthorOf, Count, perDayOf, totalsOf } from '@notes/contracts';
import { type Static, Type } from 'typebox';
import { noteFields } from './note.ts';

const PriorityCount = Type.Object(
  { priority: noteFields.priority.kept, notes: Count('Notes of this priority that are not deleted.') },
  { $id: 'PriorityCount' },
);

/** Numbers of notes and events, as a read model of its own keeps them. */
export const Stats = Type.Object(
  {
    ...totalsOf('notes'),
    by_author: byAuthorOf('', 'notes'),
    by_priority: Type.Array(PriorityCount, {
      maxItems: 1_000,
      description: 'Upwards; of more than 1,000 priorities, those that most notes have.',
    }),
    per_day: perDayOf(''),
  },
  { $id: 'Stats' },
);
export type Stats = Static<typeof Stats>;
