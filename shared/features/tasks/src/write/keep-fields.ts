import { keeperOf } from '@notes/writing/http';
import { type TaskPatch, taskFields } from '../contract/index.ts';
import type { WantedFields } from '../domain/index.ts';

const keep = keeperOf(taskFields);

/**
 * The fields of a body in the form in which they are kept, a box that is not ticked as null. Throws the problem `invalid` for an
 * instant that UTC has not in the years 0001 to 9999.
 */
export function keepFields(fields: TaskPatch, pointer: string): Partial<WantedFields> {
  const kept = keep(fields, pointer);
  return fields.done_at === false ? { ...kept, done_at: null } : kept;
}
