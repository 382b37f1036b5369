import { keeperOf } from '@notes/writing/http';
import { type TaskPatch, taskFields } from '../contract/index.ts';
import type { WantedFields } from '../domain/index.ts';

const keep = keeperOf(taskFields);

/**
 * The fields of a body in the form in which they are kept, a box that is not ticked as null. Throws the problem `invalid` for an
 * instant that UTC has not in the years 0001 to 9999.
 */
export const keepFields = (fields: TaskPatch, pointer: string): Partial<WantedFields> => ({
  ...keep?.(fields, pointer),
  ...(fields.done_at === false && { done_at: null }),
});
