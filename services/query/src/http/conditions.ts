import type { Note } from '@notes/contracts';
import { type Conditions, entityTagsText, httpDateText, namesVersion } from '@notes/service';
import { Type } from 'typebox';

const tags = { pattern: entityTagsText, examples: ['"2"'] };
const date = { pattern: httpDateText, examples: ['Sat, 31 Jan 2026 12:00:00 GMT'] };

/** The conditional headers of a read of one note, for the description of the API. */
export const conditionHeaders = {
  'if-none-match': Type.Optional(
    Type.String({ description: 'The entity tags that the client holds, or `*`.', ...tags }),
  ),
  'if-modified-since': Type.Optional(
    Type.String({ description: 'As If-None-Match, by the second; beside it, this does not count.', ...date }),
  ),
  'if-match': Type.Optional(Type.String({ description: 'Only if the note is at one of these versions.', ...tags })),
  'if-unmodified-since': Type.Optional(
    Type.String({ description: 'As If-Match, by the second; beside it, this does not count.', ...date }),
  ),
};

/** `failed`: it is not what was asked for. `not-modified`: the client holds it. */
type Verdict = 'met' | 'failed' | 'not-modified';

/** Holds a note against what a read asks of it (RFC 9110 §13.2.2): by tags where there are any, else by dates. */
export function judge({ ifMatch, ifNoneMatch, modifiedSince, unmodifiedSince }: Conditions, note: Note): Verdict {
  if (ifMatch !== undefined) {
    if (!namesVersion(ifMatch, note.version)) return 'failed';
  } else if (unmodifiedSince !== undefined && !isUnchangedSince(note, unmodifiedSince)) return 'failed';
  if (ifNoneMatch !== undefined) return namesVersion(ifNoneMatch, note.version) ? 'not-modified' : 'met';
  return modifiedSince !== undefined && isUnchangedSince(note, modifiedSince) ? 'not-modified' : 'met';
}

/** To the millisecond, although the date is by the second: what changed within that second has changed. */
const isUnchangedSince = ({ updated_at }: Note, date: number): boolean => Date.parse(updated_at) <= date;
