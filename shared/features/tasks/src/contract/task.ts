import {
  describedAs,
  instantText,
  itemOf,
  Nullable,
  preconditionProblemOf,
  realInstantText,
  storableText,
  visibleText,
} from '@notes/contracts';
import { type Static, type TObject, Type } from 'typebox';

/** Lengths are in code points, as JSON Schema counts them. */
const Title = Type.String({
  minLength: 3,
  maxLength: 64,
  pattern: visibleText,
  description: 'What is to be done: 3 to 64 characters, not only white space. Stored as given, never trimmed.',
  examples: ['Water the plants'],
});

const Subtitle = Type.String({
  maxLength: 64,
  pattern: storableText,
  description: 'What else there is to say: up to 64 characters.',
  examples: ['The ones on the balcony, too.'],
});

export const taskTypes = ['todo', 'issue'] as const;
export type TaskType = (typeof taskTypes)[number];

export const TaskKind = Type.Unsafe<TaskType>({
  type: 'string',
  enum: taskTypes,
  description: 'A `todo` is to be done, an `issue` is to be dealt with.',
  examples: ['todo'],
});

export const Severity = Type.Integer({
  format: 'int32',
  minimum: -2_147_483_648,
  maximum: 2_147_483_647,
  description: 'Any 32-bit integer. What it means is yours to say.',
  examples: [2],
});

/** A decimal as clients may write it: up to eight digits, and two of a fraction. */
export const storyPointsText = '^(0|[1-9][0-9]{0,7})(\\.[0-9]{1,2})?$';

export const StoryPoints = Type.String({
  pattern: storyPointsText,
  description:
    'A decimal number, as text so that it stays exact: up to eight digits, and two of a fraction. Trailing zeros of the fraction are dropped.',
  examples: ['2.5'],
});

/** As it is kept: one number has one text. */
const KeptStoryPoints = Type.String({
  pattern: '^(0|[1-9][0-9]{0,7})(\\.[0-9]?[1-9])?$',
  description: 'A decimal number without trailing zeros of the fraction.',
  examples: ['2.5'],
});

export const Assignee = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: storableText,
  description: 'Who is to do it: 1 to 200 characters.',
  examples: ['grace'],
});

export const UniqueTitle = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: storableText,
  description: 'A name that no other task has, unless that one is deleted: 1 to 64 characters, compared as they are.',
  examples: ['PLANTS-1'],
});

/** An instant of a field as it is kept. The day exists, so that every database holds it. */
const KeptInstant = (description: string) =>
  describedAs(
    Type.String({
      pattern: realInstantText,
      format: 'date-time',
      description: `${description} RFC 3339, UTC, with milliseconds.`,
      examples: ['2026-02-14T17:00:00.000Z'],
    }),
    { pattern: instantText },
  );

/** What a client may set of a task, as it is kept and answered. */
export const taskFields = {
  title: Title,
  subtitle: Subtitle,
  type: TaskKind,
  severity: Nullable(Severity),
  story_points: Nullable(KeptStoryPoints),
  assignee: Nullable(Assignee),
  unique_title: Nullable(UniqueTitle),
  due: Nullable(KeptInstant('When it should be done.')),
  done_at: Nullable(KeptInstant('When it was done; null: it is not.')),
};

export type TaskFields = Static<TObject<typeof taskFields>>;

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
export const Task = itemOf('Task', 'task', taskFields);
export type Task = Static<typeof Task>;

export const TaskPreconditionProblem = preconditionProblemOf('Task', 'task', Task);
