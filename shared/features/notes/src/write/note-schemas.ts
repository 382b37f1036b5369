import { describedAs, uuidText } from '@notes/contracts';
import {
  entityTagsText,
  httpDateText,
  idempotencyKeyText,
  noContent,
  preconditionResponse,
  problemResponses,
} from '@notes/service';
import { Type } from 'typebox';
import { BulkCreated, Note, NoteBody, NotePatch, PreconditionProblem } from '../contract/index.ts';

const tags = ['notes'];

/** Any other text is an address at which there is no note. */
const Id = Type.Object({
  id: describedAs(Type.String({ description: 'Id of the note.', examples: ['3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60'] }), {
    pattern: uuidText,
  }),
});

/** Headers have readers of their own; these are for the description of the API. */
export const writeHeaders = Type.Object({
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

const changeHeaders = Type.Object({
  ...writeHeaders.properties,
  'if-match': Type.Optional(
    Type.String({
      pattern: entityTagsText,
      description: 'Only if the note is at one of these versions. Tags that a proxy has changed are understood.',
      examples: ['"3"'],
    }),
  ),
  'if-none-match': Type.Optional(
    Type.String({
      pattern: entityTagsText,
      description: 'Only if the note is at none of these versions; `*`: never.',
      examples: ['"2"'],
    }),
  ),
  'if-unmodified-since': Type.Optional(
    Type.String({
      pattern: httpDateText,
      description:
        'Only if nothing has happened to the note after this second. If-Match is more exact, and beside it this does not count.',
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

const answerHeaders = {
  ...appliedHeader,
  ...replayedHeader,
  etag: Type.String({ description: 'The version of the note, in quotes.', examples: ['"1"'] }),
  'consistency-token': Type.String({
    description: 'Send it with a read to see at least this write.',
    examples: ['k3f9a2c1:3-1204'],
  }),
};

const noteAnswer = (description: string, more = {}) => ({
  description,
  headers: { ...answerHeaders, ...more },
  content: { 'application/json': { schema: Note } },
});

/** What is left out of a 201 that `return=minimal` asks for cannot be described: an answer of one status either has a body or has none. */
const created = noteAnswer('The note; without a body and its Content-Type after `Prefer: return=minimal`.', {
  location: Type.String({
    description: 'Where the note is.',
    examples: ['/v1/notes/3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60'],
  }),
});
const changed = noteAnswer('The note as it is now.');

export const createdMany = {
  description: 'The notes; without a body and its Content-Type after `Prefer: return=minimal`.',
  headers: { ...appliedHeader, 'consistency-token': answerHeaders['consistency-token'], ...replayedHeader },
  content: { 'application/json': { schema: BulkCreated } },
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

/** What a create may be answered with besides its success. */
export const createProblems = problemResponses(...writeProblems);

/** What a change of an existing note may be answered with besides its success. */
const changeProblems = {
  ...problemResponses('not-found', 'forbidden', 'note-blocked', 'note-exhausted', ...writeProblems),
  ...preconditionResponse(PreconditionProblem),
};

// One description for each route of note-routes.ts, under its operationId.

export const createNote = {
  operationId: 'createNote',
  summary: 'Create a note',
  description: 'Answers once the log has accepted the note.',
  tags,
  headers: writeHeaders,
  body: NoteBody,
  response: { 201: created, ...createProblems },
};

export const replaceNote = {
  operationId: 'replaceNote',
  summary: 'Replace a note',
  description:
    'What the body leaves out takes its default. A replacement that changes nothing is answered with the note.',
  tags,
  headers: changeHeaders,
  params: Id,
  body: NoteBody,
  response: {
    200: changed,
    204: noContent('Replaced, as `Prefer: return=minimal` asks.', answerHeaders),
    ...changeProblems,
  },
};

export const updateNote = {
  operationId: 'updateNote',
  summary: 'Change some of a note',
  description: 'A JSON Merge Patch: what is left out stays as it is, null takes the default.',
  tags,
  headers: changeHeaders,
  consumes: ['application/merge-patch+json', 'application/json'],
  params: Id,
  body: NotePatch,
  response: {
    200: changed,
    204: noContent('Changed, as `Prefer: return=minimal` asks.', answerHeaders),
    ...changeProblems,
  },
};

export const deleteNote = {
  operationId: 'deleteNote',
  summary: 'Delete a note',
  description: 'The note goes to the bin: its history stays, and it can be restored.',
  tags,
  headers: changeHeaders,
  params: Id,
  response: { 204: noContent('Deleted. The ETag is that of the deletion.', answerHeaders), ...changeProblems },
};

export const restoreNote = {
  operationId: 'restoreNote',
  summary: 'Restore a deleted note',
  description: 'A note that is not deleted is answered as it is. If-Match may carry the ETag of the deletion.',
  tags,
  headers: changeHeaders,
  params: Id,
  response: {
    200: changed,
    204: noContent('Restored, as `Prefer: return=minimal` asks.', answerHeaders),
    ...changeProblems,
  },
};
