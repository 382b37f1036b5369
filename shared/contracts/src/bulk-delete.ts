import { type Static, Type } from 'typebox';
import { Count } from './count.ts';
import { noteFilters } from './note-query.ts';

/** Which notes a bulk delete is for: those that the filters let through, or all of them. */
export const BulkDeleteParameters = Type.Object(
  {
    ...noteFilters,
    all: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Needed where there is no filter: every note is meant. An empty `search` is no filter.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type BulkDeleteParameters = Static<typeof BulkDeleteParameters>;

export const BulkDeleted = Type.Object(
  { deleted: Count('How many notes this request has deleted.', 3) },
  { $id: 'BulkDeleted', additionalProperties: false },
);
export type BulkDeleted = Static<typeof BulkDeleted>;
