import { composed, type NoteFilters, noteFilters } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import { type InstantBounds, readInstant } from './read-instant.ts';

/**
 * The filters among the parameters of a query, as their schemas admit them, in one form: what stands for no condition is left
 * out, lists are sorted and say nothing twice, instants are ours, the text to search for is composed as the notes' texts are. So equal filters are equal as JSON. Throws the problem
 * `invalid` for what is no instant.
 */
export function readFilters(parameters: NoteFilters): NoteFilters {
  const filters: Record<string, unknown> = {};
  for (const name of names) {
    const value = parameters[name];
    if (value === undefined || value === '') continue;
    filters[name] = Array.isArray(value) ? [...new Set<string | number>(value)].sort() : value;
  }
  const { after, before, search } = parameters;
  if (search !== undefined && search !== '') filters['search'] = composed(search);
  if (after !== undefined) filters['after'] = instant('after', after).ceiling;
  if (before !== undefined) filters['before'] = instant('before', before).floor;
  return filters;
}

const names = Object.keys(noteFilters) as (keyof NoteFilters)[];

/** Whether these filters let every note through. */
export const areNoFilters = (filters: NoteFilters): boolean => Object.keys(filters).length === 0;

/** The instant that a parameter gives. Throws the problem `invalid`. */
export function instant(parameter: string, text: string): InstantBounds {
  const bounds = readInstant(text);
  if (bounds !== undefined) return bounds;
  const detail =
    'Must be an instant of RFC 3339 with a zone, such as 2026-01-31T12:00:00Z or 2026-01-31T14:00:00%2B02:00.';
  throw new ProblemError('invalid', `${parameter}: ${detail}`, {
    errors: [{ parameter, code: 'bad-format', detail }],
  });
}
