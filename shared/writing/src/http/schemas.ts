import { describedAs, uuidText } from '@notes/contracts';
import { capital, freshnessHeaders } from '@notes/reading';
import {
  entityTagsText,
  httpDateText,
  idempotencyKeyText,
  noContent,
  preconditionResponse,
  problemResponses,
} from '@notes/service';
import { Type } from 'typebox';
import type { Writable } from './writable.ts';

/** Any other text is an address at which there is nothing. */
const idOf = (name: string) =>
  Type.Object({
    id: describedAs(
      Type.String({ description: `Id of the ${name}.`, examples: ['3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60'] }),
      { pattern: uuidText },
    ),
  });

/** Headers have readers of their own; these are for the description of the API. */
const writeHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: idempotencyKeyText,
      description:
        'Makes a repetition of the request get the first answer, for ever. 1 to 255 characters, quoted or bare.',
      examples: ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
    }),
  ),
  prefer: Type.Optional(
    Type.String({ description: '`return=minimal` for an answer without a body.', examples: ['return=minimal'] }),
  ),
});

const changeHeaders = (name: string) =>
  Type.Object({
    ...writeHeaders.properties,
    'if-match': Type.Optional(
      Type.String({
        pattern: entityTagsText,
        description: `Only if the ${name} is at one of these versions. Tags that a proxy has changed are understood.`,
        examples: ['"3"'],
      }),
    ),
    'if-none-match': Type.Optional(
      Type.String({
        pattern: entityTagsText,
        description: `Only if the ${name} is at none of these versions; \`*\`: never.`,
        examples: ['"2"'],
      }),
    ),
    'if-unmodified-since': Type.Optional(
      Type.String({
        pattern: httpDateText,
        description: `Only if nothing has happened to the ${name} after this second. If-Match is more exact, and beside it this does not count.`,
        examples: ['Sat, 31 Jan 2026 12:00:00 GMT'],
      }),
    ),
  });

const appliedHeader = {
  'preference-applied': Type.Optional(
    Type.String({ description: 'What of Prefer was honoured.', examples: ['return=minimal'] }),
  ),
};

const replayedHeader = {
  'idempotent-replayed': Type.Optional(
    Type.String({ enum: ['true'], description: 'This is the first answer to the Idempotency-Key, repeated.' }),
  ),
};

const answerHeaders = (name: string) => ({
  ...appliedHeader,
  ...replayedHeader,
  etag: Type.String({ description: `The version of the ${name}, in quotes.`, examples: ['"1"'] }),
  'consistency-token': Type.String({
    description: 'Send it with a read to see at least this write.',
    examples: ['k3f9a2c1:3-1204'],
  }),
});

const tokenHeader = {
  'consistency-token': Type.String({
    description: 'Send it with a read to see all of these deletions.',
    examples: ['k3f9a2c1:0-12.3-1204'],
  }),
  'preference-applied': Type.Optional(
    Type.String({ description: 'What of Prefer was honoured.', examples: ['return=minimal'] }),
  ),
};

const writeProblems = [
  'body-too-large',
  'unsupported-media-type',
  'idempotency-key-reused',
  'outcome-unknown',
  'overloaded',
  'unavailable',
  'read-model-behind',
] as const;

type Of = Pick<Writable<object>, 'name' | 'path' | 'tag' | 'unique' | 'schemas'> & {
  readonly source: { readonly table: string };
};

/** The descriptions of the routes in the API's. */
export const schemasOf = (of: Of) => ({ ...itemSchemas(of), ...bulkSchemas(of) });

// What is left out of a 201 that `return=minimal` asks for cannot be described: an answer of one status either has a body or has none.
const without = 'without a body and its Content-Type after `Prefer: return=minimal`.';

/** What a create may be answered with besides its success. */
const createProblems = (unique: string | undefined) => problemResponses(...ofUnique(unique), ...writeProblems);
const ofUnique = (unique: string | undefined) => (unique === undefined ? [] : (['not-unique'] as const));

/** Of single items. */
function itemSchemas({ name, path, tag, unique, schemas }: Of) {
  const tags = [tag];
  const One = capital(name);
  const headers = answerHeaders(name);
  const answer = (description: string, more = {}) => ({
    description,
    headers: { ...headers, ...more },
    content: { 'application/json': { schema: schemas.Item } },
  });
  const created = answer(`The ${name}; ${without}`, {
    location: Type.String({
      description: `Where the ${name} is.`,
      examples: [`${path}/3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60`],
    }),
  });
  const changed = answer(`The ${name} as it is now.`);
  const changeProblems = {
    ...problemResponses(
      ...(['not-found', 'forbidden', 'note-blocked', 'note-exhausted'] as const),
      ...ofUnique(unique),
      ...writeProblems,
    ),
    ...preconditionResponse(schemas.PreconditionProblem),
  };
  const change = { tags, headers: changeHeaders(name), params: idOf(name) };
  const minimal = (done: string) => ({ 204: noContent(`${done}, as \`Prefer: return=minimal\` asks.`, headers) });
  return {
    create: {
      operationId: `create${One}`,
      summary: `Create a ${name}`,
      description: `Answers once the log has accepted the ${name}.`,
      tags,
      headers: writeHeaders,
      body: schemas.Body,
      response: { 201: created, ...createProblems(unique) },
    },
    replace: {
      operationId: `replace${One}`,
      summary: `Replace a ${name}`,
      description: `What the body leaves out takes its default. A replacement that changes nothing is answered with the ${name}.`,
      ...change,
      body: schemas.Body,
      response: { 200: changed, ...minimal('Replaced'), ...changeProblems },
    },
    update: {
      operationId: `update${One}`,
      summary: `Change some of a ${name}`,
      description: 'A JSON Merge Patch: what is left out stays as it is, null takes the default.',
      ...change,
      consumes: ['application/merge-patch+json', 'application/json'],
      body: schemas.Patch,
      response: { 200: changed, ...minimal('Changed'), ...changeProblems },
    },
    remove: {
      operationId: `delete${One}`,
      summary: `Delete a ${name}`,
      description: `The ${name} goes to the bin: its history stays, and it can be restored.`,
      ...change,
      response: { 204: noContent('Deleted. The ETag is that of the deletion.', headers), ...changeProblems },
    },
    restore: {
      operationId: `restore${One}`,
      summary: `Restore a deleted ${name}`,
      description: `A ${name} that is not deleted is answered as it is. If-Match may carry the ETag of the deletion.`,
      ...change,
      response: { 200: changed, ...minimal('Restored'), ...changeProblems },
    },
  };
}

const bulkDeleteHeaders = Type.Object({
  'idempotency-key': writeHeaders.properties['idempotency-key'],
  'consistency-token': freshnessHeaders['consistency-token'],
  prefer: Type.Optional(
    Type.String({
      description:
        '`wait=<seconds>`: how long to wait for the Consistency-Token, 5 seconds by default, 30 at most. `return=minimal` for an answer without a body.',
      examples: ['return=minimal, wait=10'],
    }),
  ),
});

/** Of many at once. */
function bulkSchemas({ name, unique, tag, source: { table: plural }, schemas }: Of) {
  const tags = [tag];
  const All = capital(plural);
  const token = answerHeaders(name)['consistency-token'];
  return {
    createMany: {
      operationId: `create${All}`,
      summary: `Create up to 500 ${plural}`,
      description:
        'Nothing is written unless all are valid. After `outcome-unknown` some may have been: repeat the request with the same Idempotency-Key, and it is completed exactly.',
      tags,
      headers: writeHeaders,
      body: schemas.BulkBody,
      response: {
        201: {
          description: `The ${plural}; ${without}`,
          headers: { ...appliedHeader, 'consistency-token': token, ...replayedHeader },
          content: { 'application/json': { schema: schemas.BulkCreated } },
        },
        ...createProblems(unique),
      },
    },
    removeMany: {
      operationId: `delete${All}`,
      summary: `Delete many ${plural}`,
      description: `Deletes the ${plural} that the filters let through, as the read model shows them, one by one; those that the caller may not change, and those that have changed meanwhile, are passed over. After \`outcome-unknown\` some are deleted: repeat the request to go on. A deleted ${name} is no longer selected; with an Idempotency-Key, one that was deleted and then restored is left alone, too.`,
      tags,
      querystring: schemas.BulkDeleteParameters,
      headers: bulkDeleteHeaders,
      response: {
        200: {
          description: 'All of them are deleted.',
          headers: tokenHeader,
          content: {
            'application/json': { schema: schemas.BulkDeleted, examples: { example: { value: { deleted: 3 } } } },
          },
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
    },
  };
}
