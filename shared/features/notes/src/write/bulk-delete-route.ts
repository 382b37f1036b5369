import { type Freshness, type ProgressWatch, readAt, readFreshness } from '@notes/reading';
import { type HttpApp, ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { BulkDeleteParameters, NoteFilters } from '../contract/index.ts';
import { areNoFilters, readFilters } from '../read/index.ts';
import { prefersMinimal } from './answer.ts';
import { bulkDelete } from './bulk-delete-schema.ts';
import { type Selected, selectNotes } from './bulk-delete-select.ts';
import { BulkDeleteTally } from './bulk-delete-tally.ts';
import { fingerprintOf, identifyChange } from './command-identity.ts';
import { type NoteWriter, readWriteRequest, type WrittenNote } from './read-write-request.ts';

/** Notes that are on their way to the log at a time: a few requests' worth, so that other writes are not held up. */
const batchSize = 500;

export type BulkDeleteParts = {
  readonly notes: NoteWriter;
  readonly pool: Pool;
  readonly progress: ProgressWatch;
};

/**
 * `DELETE /v1/notes`: notes are selected from the read model, batch by batch in the order of their ids, and each is deleted
 * as a command of its own, at the version that was selected: what has changed since may no longer be what was meant. It
 * goes on as long as the client is there and this instance is not about to stop.
 */
export function bulkDeleteRoute(app: HttpApp, { notes, pool, progress }: BulkDeleteParts): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
    progress.stop();
  });

  app.delete('/v1/notes', { schema: bulkDelete, config: { scope: 'notes:write' } }, async (request, reply) => {
    const filters = readFilters(request.query);
    if (areNoFilters(filters) && request.query.all !== true) throw meansNothing();
    const freshness = readFreshness(request, reply);
    const tally = new BulkDeleteTally();
    const remove = remover(request, reply, filters);
    try {
      let after: string | undefined;
      do {
        const batch = await select(request, filters, after, freshness);
        tally.selectedAt(batch.position);
        for (const written of await Promise.all(batch.notes.map(remove))) tally.add(written);
        tally.check();
        after = batch.notes.length < batchSize ? undefined : batch.notes.at(-1)?.id;
        if (after !== undefined && stopping) throw new ProblemError('unavailable', 'This instance is shutting down.');
      } while (after !== undefined);
    } catch (error) {
      throw tally.problem(error);
    }
    return send(request, reply, tally);
  });

  function select(
    request: FastifyRequest,
    filters: NoteFilters,
    after: string | undefined,
    freshness: Freshness | undefined,
  ) {
    const { subject, may } = request.caller;
    const author = may === 'own' ? subject : undefined;
    return readAt(() => selectNotes(pool, { filters, author, after, limit: batchSize }), freshness, progress);
  }

  /** Deletes one note. With a key it does so once: a note that was restored since is not deleted again by a repetition. */
  function remover(request: FastifyRequest, reply: FastifyReply, filters: NoteFilters) {
    const { caller, key, ...sender } = readWriteRequest(request, reply);
    const fingerprint = fingerprintOf(key, 'bulk-delete', filters);
    return ({ id, version }: Selected): Promise<WrittenNote> =>
      notes.write({
        ...sender,
        ...identifyChange(caller.subject, key, id),
        subject: id,
        fingerprint,
        command: { kind: 'delete', caller, ifMatch: [version] },
      });
  }
}

function send(request: FastifyRequest, reply: FastifyReply, { deleted, token }: BulkDeleteTally): FastifyReply {
  reply.header('consistency-token', token);
  if (!prefersMinimal(request)) return reply.send({ deleted });
  const waited = reply.getHeader('preference-applied');
  const applied = [waited, 'return=minimal'].filter((one) => one !== undefined).join(', ');
  return reply.header('preference-applied', applied).code(204).send();
}

const meansNothing = (): ProblemError =>
  new ProblemError('invalid', 'No filter says which notes are meant.', {
    errors: [
      {
        parameter: 'all' satisfies keyof BulkDeleteParameters,
        code: 'required',
        detail: 'Give at least one filter, or `all=true` if every note is meant. An empty search is no filter.',
      },
    ],
  });
