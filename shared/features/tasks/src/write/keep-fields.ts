import { plainDecimal } from '@notes/contracts';
import { parseInstant } from '@notes/reading';
import { ProblemError } from '@notes/service';
import type { TaskPatch } from '../contract/index.ts';
import type { WantedFields } from '../domain/index.ts';

/**
 * The fields of a body in the form in which they are kept: instants in UTC to the millisecond, decimals without trailing zeros, a
 * box that is not ticked as null. Throws the problem `invalid` for an instant that UTC has not in the years 0001 to 9999.
 */
export function keepFields(fields: TaskPatch, pointer: string): Partial<WantedFields> {
  const { story_points, due, done_at } = fields;
  const kept: Record<string, unknown> = { ...fields };
  if (typeof story_points === 'string') kept['story_points'] = plainDecimal(story_points);
  if (typeof due === 'string') kept['due'] = instantAt(`${pointer}/due`, due);
  if (typeof done_at === 'string') kept['done_at'] = instantAt(`${pointer}/done_at`, done_at);
  if (done_at === false) kept['done_at'] = null;
  return kept;
}

function instantAt(pointer: string, text: string): string {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant.floor;
  const detail = 'Must be an instant of RFC 3339 with a zone, in the years 0001 to 9999 of UTC.';
  throw new ProblemError('invalid', `${pointer}: ${detail}`, { errors: [{ pointer, code: 'bad-format', detail }] });
}
