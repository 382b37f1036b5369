import { freshnessHeaders } from '@notes/reading';
import { noContent, problemResponses } from '@notes/service';
import { Type } from 'typebox';
import { BulkDeleted, BulkDeleteParameters } from '../contract/index.ts';
import { writeHeaders } from './note-schemas.ts';

const tokenHeader = {
  'consistency-token': Type.String({
    description: 'Send it with a read to see all of these deletions.',
    examples: ['k3f9a2c1:0-12.3-1204'],
  }),
  'preference-applied': Type.Optional(
    Type.String({ description: 'What of Prefer was honoured.', examples: ['return=minimal'] }),
  ),
};

/** The description of the bulk delete. */
export const bulkDelete = {
  operationId: 'deleteNotes',
  summary: 'Delete many notes',
  description:
    'Deletes the notes that the filters let through, as the read model shows them, one by one; those that the caller may not change, and those that have changed meanwhile, are passed over. After `outcome-unknown` some are deleted: repeat the request to go on. A deleted note is no longer selected; with an Idempotency-Key, one that was deleted and then restored is left alone, too.',
  tags: ['notes'],
  querystring: BulkDeleteParameters,
  headers: Type.Object({
    'idempotency-key': writeHeaders.properties['idempotency-key'],
    'consistency-token': freshnessHeaders['consistency-token'],
    prefer: Type.Optional(
      Type.String({
        description:
          '`wait=<seconds>`: how long to wait for the Consistency-Token, 5 seconds by default, 30 at most. `return=minimal` for an answer without a body.',
        examples: ['return=minimal, wait=10'],
      }),
    ),
  }),
  response: {
    200: {
      description: 'All of them are deleted.',
      headers: tokenHeader,
      content: { 'application/json': { schema: BulkDeleted, examples: { example: { value: { deleted: 3 } } } } },
    },
    204: noContent('All of them are deleted, and `Prefer: return=minimal` asks not to say how many.', tokenHeader),
    ...problemResponses(
      'epoch-changed',
      'idempotency-key-reused',
      'outcome-unknown',
      'overloaded',
      'unavailable',
      'not-caught-up',
      'read-model-behind',
    ),
  },
};
