import { type HttpApp, readConditions } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type NoteBody, type NoteFields, type NotePatch, noteDefaults } from '../contract/index.ts';
import type { Change } from '../domain/index.ts';
import { answer, type Success } from './answer.ts';
import { createFingerprint, fingerprintOf, identifyChange, identifyCreate } from './command-identity.ts';
import { composeTexts } from './compose-texts.ts';
import * as schemas from './note-schemas.ts';
import { type NoteWriter, readWriteRequest, requireNoteId } from './read-write-request.ts';

const config = { scope: 'notes:write' } as const;

/**
 * Writes of single notes, as clients see them. Every route goes the same way: who calls, which command is it, hand it to
 * the lane of its note, answer what came of it.
 */
export function noteRoutes(app: HttpApp, notes: NoteWriter): void {
  app.post('/v1/notes', { schema: schemas.createNote, config, preValidation: composeTexts }, async (request, reply) => {
    const { caller, actor, key, traceparent, gone } = readWriteRequest(request, reply);
    const fields = complete(request.body);
    const { subject, isNew, commandId, keyed } = identifyCreate(actor, key, 0);
    const { fingerprint, formerFingerprint } = createFingerprint(key, 'create-one', [fields]);
    const command = { kind: 'create', fields, caller } as const;
    // Written out: putting it together from other objects took 6 µs of every write.
    const { outcome, end } = await notes.write({
      subject,
      isNew,
      command,
      actor,
      commandId,
      keyed,
      fingerprint,
      formerFingerprint,
      traceparent,
      gone,
    });
    answer(request, reply, outcome, 'created', end);
  });

  app.put('/v1/notes/:id', { schema: schemas.replaceNote, config, preValidation: composeTexts }, (request, reply) =>
    change(request, reply, { kind: 'replace', fields: complete(request.body) }, 'changed'),
  );

  app.patch('/v1/notes/:id', { schema: schemas.updateNote, config, preValidation: composeTexts }, (request, reply) =>
    change(request, reply, { kind: 'patch', fields: resetNulls(request.body) }, 'changed'),
  );

  app.delete('/v1/notes/:id', { schema: schemas.deleteNote, config }, (request, reply) =>
    change(request, reply, { kind: 'delete' }, 'deleted'),
  );

  app.post('/v1/notes/:id/restore', { schema: schemas.restoreNote, config }, (request, reply) =>
    change(request, reply, { kind: 'restore' }, 'changed'),
  );

  type ToNote = FastifyRequest<{ Params: { id: string } }>;

  async function change(request: ToNote, reply: FastifyReply, intent: Change, success: Success): Promise<void> {
    const subject = requireNoteId(request.params.id);
    const { caller, actor, key, traceparent, gone } = readWriteRequest(request, reply);
    const { commandId, keyed } = identifyChange(actor, key, subject);
    const fingerprint = fingerprintOf(key, intent.kind, 'fields' in intent ? intent.fields : null);
    const command = { ...intent, ...readConditions(request.headers), caller };
    const { outcome, end } = await notes.write({
      subject,
      isNew: false,
      command,
      actor,
      commandId,
      keyed,
      fingerprint,
      formerFingerprint: undefined,
      traceparent,
      gone,
    });
    answer(request, reply, outcome, success, end);
  }
}

const defaulted = Object.keys(noteDefaults) as (keyof typeof noteDefaults)[];

/**
 * The fields of a body, in one order, what is left out by its default. One that is null is not named, so that a request keeps the
 * fingerprint that it had before there was such a field.
 */
export function complete(given: NoteBody): NoteFields {
  const fields: Record<string, unknown> = { title: given.title };
  for (const name of defaulted) {
    const value: unknown = given[name] ?? noteDefaults[name];
    if (value !== null) fields[name] = value;
  }
  return fields as NoteFields;
}

/** The fields that a patch names, in one order, null as the default. */
function resetNulls(given: NotePatch): Partial<NoteFields> {
  const fields: Record<string, unknown> = given.title === undefined ? {} : { title: given.title };
  for (const name of defaulted) if (given[name] !== undefined) fields[name] = given[name] ?? noteDefaults[name];
  return fields;
}
