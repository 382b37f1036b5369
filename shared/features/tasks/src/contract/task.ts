import {
  choice,
  decimal,
  instant,
  integer,
  itemOf,
  type KeptFields,
  keptOf,
  orNull,
  preconditionProblemOf,
  type Typed,
  text,
} from '@notes/contracts';
import { type Static, Type } from 'typebox';

export const taskTypes = ['todo', 'issue'] as const;
export type TaskType = (typeof taskTypes)[number];

/** Whether a task is done may also be said without an instant. */
const DoneAt = Type.Unsafe<string | boolean | null>({
  ...instant({
    description: 'When it was done. `true`: now, or whenever it was done already; `false` and null: it is not done.',
  }).written,
  type: ['string', 'boolean', 'null'],
});

/** What a client may set of a task. */
export const taskFields = {
  title: text({
    ...{ min: 3, max: 64, visible: true, example: 'Water the plants' },
    description: 'What is to be done: 3 to 64 characters, not only white space. Stored as given, never trimmed.',
  }),
  subtitle: text({
    ...{ max: 64, example: 'The ones on the balcony, too.' },
    description: 'What else there is to say: up to 64 characters.',
  }),
  type: choice(taskTypes, {
    ...{ description: 'A `todo` is to be done, an `issue` is to be dealt with.', example: 'todo' },
  }),
  severity: orNull(integer({ description: 'Any 32-bit integer. What it means is yours to say.', example: 2 })),
  story_points: orNull(
    decimal({
      ...{ digits: 10, fraction: 2, example: '2.5' },
      description:
        'A decimal number, as text so that it stays exact: up to eight digits, and two of a fraction. Trailing zeros of the fraction are dropped.',
      kept: 'A decimal number without trailing zeros of the fraction.',
    }),
  ),
  assignee: orNull(text({ min: 1, max: 200, description: 'Who is to do it: 1 to 200 characters.', example: 'grace' })),
  unique_title: orNull(
    text({
      ...{ min: 1, max: 64, example: 'PLANTS-1' },
      description:
        'A name that no other task has, unless that one is deleted: 1 to 64 characters, compared as they are.',
    }),
  ),
  due: orNull(instant({ description: 'When it should be done.' })),
  done_at: {
    ...orNull(instant({ description: 'When it was done; null: it is not.' })),
    written: DoneAt as typeof DoneAt & Typed,
  },
};

export type TaskFields = KeptFields<typeof taskFields>;

/** The defaults of the fields that a client may leave out: all but the title. */
export const taskDefaults = {
  subtitle: '',
  type: 'todo',
  severity: null,
  story_points: null,
  assignee: null,
  unique_title: null,
  due: null,
  done_at: null,
} as const;

/** A task as every service answers it: all members always present. */
export const Task = itemOf('Task', 'task', keptOf(taskFields));
export type Task = Static<typeof Task>;

export const TaskPreconditionProblem = preconditionProblemOf('Task', 'task', Task);
