import { formatPosition } from '@notes/kernel';
import { type HttpApp, ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BulkBody, type NoteFields } from '../contract/index.ts';
import { type NoteState, toNote } from '../domain/index.ts';
import { failure, prefersMinimal } from './answer.ts';
import { createFingerprint, identifyCreate } from './command-identity.ts';
import { composeTexts } from './compose-texts.ts';
import { complete } from './note-routes.ts';
import { createdMany, createProblems, writeHeaders } from './note-schemas.ts';
import { type NoteWriter, readWriteRequest, type WrittenNote } from './read-write-request.ts';

const bulkBodyLimit = 16 * 1024 * 1024;

/**
 * Many notes in one request. Each is a command of its own, so that a repetition with the same key completes exactly what is
 * missing, on any instance.
 */
export function bulkRoutes(app: HttpApp, notes: NoteWriter): void {
  app.post(
    '/v1/notes/bulk',
    {
      bodyLimit: bulkBodyLimit,
      preValidation: composeTexts,
      config: { scope: 'notes:write' },
      schema: {
        operationId: 'createNotes',
        summary: 'Create up to 500 notes',
        description:
          'Nothing is written unless all are valid. After `outcome-unknown` some may have been: repeat the request with the same Idempotency-Key, and it is completed exactly.',
        tags: ['notes'],
        headers: writeHeaders,
        body: BulkBody,
        response: { 201: createdMany, ...createProblems },
      },
    },
    async (request, reply) => {
      const { caller, actor, key, traceparent, gone } = readWriteRequest(request, reply);
      const all = request.body.notes.map(complete);
      const { fingerprint, formerFingerprint } = createFingerprint(key, 'create-many', all);
      const create = (fields: NoteFields, item: number): Promise<WrittenNote> => {
        const { subject, isNew, commandId, keyed } = identifyCreate(actor, key, item);
        const command = { kind: 'create', fields, caller } as const;
        return notes.write({
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
      };
      const written = await createAll(all, create, key !== undefined);
      sendCreated(request, reply, collect(written));
    },
  );
}

/**
 * With a key the first note goes ahead: it is part of every request under that key, so if the key was used for another body,
 * this one is refused before anything is written.
 */
async function createAll(
  all: readonly NoteFields[],
  create: (fields: NoteFields, item: number) => Promise<WrittenNote>,
  keyed: boolean,
): Promise<readonly WrittenNote[]> {
  const ahead = keyed ? all.slice(0, 1) : [];
  const first = await Promise.all(ahead.map(create));
  for (const { outcome, end } of first) {
    if (outcome.kind !== 'done' && outcome.kind !== 'unchanged') throw failure(outcome, end);
  }
  const rest = all.slice(ahead.length).map((fields, i) => create(fields, i + ahead.length));
  return [...first, ...(await Promise.all(rest))];
}

type Created = { readonly states: readonly NoteState[]; readonly token: string; readonly replayed: boolean };

function sendCreated(request: FastifyRequest, reply: FastifyReply, { states, token, replayed }: Created): void {
  reply.code(201).header('consistency-token', token);
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (prefersMinimal(request)) reply.header('preference-applied', 'return=minimal').send();
  else reply.send({ notes: states.map(toNote) });
}

/** What became of all of them; throws the problem if not all were created. */
function collect(written: readonly WrittenNote[]): Created {
  const states: NoteState[] = [];
  const offsets = new Map<number, number>();
  let replayed = true;
  for (const { outcome, end } of written) {
    if (outcome.kind !== 'done') continue;
    states.push(outcome.state);
    offsets.set(end.partition, Math.max(offsets.get(end.partition) ?? -1, outcome.offset));
    replayed &&= outcome.replayed;
  }
  if (states.length < written.length) throw whyNotAll(written, states.length);
  return { states, token: formatPosition({ epoch: written[0]?.end.epoch ?? '', offsets }), replayed };
}

function whyNotAll(written: readonly WrittenNote[], done: number): ProblemError {
  const failed = written.find(({ outcome }) => outcome.kind !== 'done' && outcome.kind !== 'unchanged');
  const nothing = done === 0 && written.every(({ outcome }) => outcome.kind !== 'unknown');
  if (nothing && failed !== undefined) return failure(failed.outcome as Parameters<typeof failure>[0], failed.end);
  return new ProblemError(
    'outcome-unknown',
    `${done} of ${written.length} notes are known to be created. Repeat the request with the same Idempotency-Key to complete it.`,
  );
}
