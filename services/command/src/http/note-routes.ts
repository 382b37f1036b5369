import { Note, NoteBody, noteDefaults } from '@notes/contracts';
import { callerOf, type HttpApp, problemResponses } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Command, NoteFields } from '../domain/command.ts';
import type { WriteNotes } from '../lanes/write-notes.ts';
import { answer, type Success } from './answer.ts';
import { fingerprintOf, type Identity, identifyChange, identifyCreate } from './command-identity.ts';
import { readIdempotencyKey, readIfMatch, requireNoteId } from './write-headers.ts';

const Id = Type.Object({ id: Type.String({ description: 'Id of the note.' }) });

/**
 * The write side, as clients see it. Every route goes the same way: who calls, which command is it, hand it to the lane of
 * its note, answer what came of it.
 */
export function noteRoutes(app: HttpApp, notes: WriteNotes): void {
  app.post('/v1/notes', { schema: createSchema }, (request, reply) => {
    const caller = { ...callerOf(request), may: 'any' } as const;
    const fields = complete(request.body);
    const identity = identifyCreate(caller.subject, keyOf(request), 0);
    return write(request, reply, { kind: 'create', fields, caller }, identity, 'created');
  });

  app.put('/v1/notes/:id', { schema: replaceSchema }, (request, reply) =>
    change(request, reply, { kind: 'replace', fields: complete(request.body) }, 'changed'),
  );

  app.delete('/v1/notes/:id', { schema: deleteSchema }, (request, reply) =>
    change(request, reply, { kind: 'delete' }, 'deleted'),
  );

  type Change = { kind: 'replace'; fields: NoteFields } | { kind: 'delete' };

  function change(
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
    intent: Change,
    success: Success,
  ) {
    const noteId = requireNoteId(request.params.id);
    const caller = { ...callerOf(request), may: 'any' } as const;
    const command = { ...intent, caller, ifMatch: readIfMatch(request.headers['if-match']) };
    return write(
      request,
      reply,
      command,
      { noteId, ...identifyChange(caller.subject, keyOf(request), noteId) },
      success,
    );
  }

  async function write(
    request: FastifyRequest,
    reply: FastifyReply,
    command: Command,
    identity: Identity & { readonly noteId: string },
    success: Success,
  ): Promise<void> {
    const fingerprint = fingerprintOf(command.kind, 'fields' in command ? command.fields : null);
    const { outcome, standing } = await notes.write({
      ...identity,
      command,
      fingerprint,
      traceparent: traceparentOf(request),
      gone: () => reply.raw.destroyed,
    });
    answer(reply, outcome, success, standing);
  }
}

const writeHeaders = {
  'idempotency-key': Type.Optional(
    Type.String({
      maxLength: 257,
      description: 'Makes a repetition of the request give the first answer, for ever. Quoted or bare.',
      examples: ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
    }),
  ),
};
const changeHeaders = {
  ...writeHeaders,
  'if-match': Type.Optional(
    Type.String({ description: 'Only if the note is at one of these versions.', examples: ['"3"'] }),
  ),
};

const answerHeaders = {
  etag: { description: 'The version of the note, in quotes.', schema: Type.String() },
  'consistency-token': { description: 'Send it with a read to see at least this write.', schema: Type.String() },
};
const noteAnswer = (description: string, more = {}) => ({
  description,
  headers: { ...answerHeaders, ...more },
  content: { 'application/json': { schema: Note } },
});

const tags = ['notes'];
const createSchema = {
  operationId: 'createNote',
  summary: 'Create a note',
  description: 'Answers once the log has accepted the note.',
  tags,
  headers: Type.Object(writeHeaders),
  body: NoteBody,
  response: {
    201: noteAnswer('The note.', { location: { description: 'Where the note is.', schema: Type.String() } }),
    ...problemResponses(
      'body-too-large',
      'unsupported-media-type',
      'idempotency-key-reused',
      'outcome-unknown',
      'overloaded',
      'unavailable',
      'read-model-behind',
    ),
  },
};
const changeProblems = problemResponses(
  'not-found',
  'forbidden',
  'precondition-failed',
  'note-blocked',
  'body-too-large',
  'unsupported-media-type',
  'idempotency-key-reused',
  'outcome-unknown',
  'overloaded',
  'unavailable',
  'read-model-behind',
);
const replaceSchema = {
  operationId: 'replaceNote',
  summary: 'Replace a note',
  description:
    'What the body leaves out takes its default. A replacement that changes nothing is answered with the note as it is.',
  tags,
  headers: Type.Object(changeHeaders),
  params: Id,
  body: NoteBody,
  response: { 200: noteAnswer('The note as it is now.'), ...changeProblems },
};
const deleteSchema = {
  operationId: 'deleteNote',
  summary: 'Delete a note',
  description: 'The note goes to the bin: its history stays.',
  tags,
  headers: Type.Object(changeHeaders),
  params: Id,
  response: { 204: { description: 'Deleted.', headers: answerHeaders }, ...changeProblems },
};

const keyOf = (request: FastifyRequest): string | undefined =>
  readIdempotencyKey(single(request.headers['idempotency-key']));

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'object' ? header.join(', ') : header;

const complete = ({ title, description, priority }: NoteBody): NoteFields => ({
  title,
  description: description ?? noteDefaults.description,
  priority: priority ?? noteDefaults.priority,
});

/** Carried through the log if it is one; anything else is not worth refusing a write for. */
function traceparentOf(request: FastifyRequest): string | undefined {
  const traceparent = single(request.headers['traceparent']);
  return traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : undefined;
}
