import {
  areNoFilters,
  type ByAuthor,
  type Freshness,
  type ProgressWatch,
  readAt,
  readFilters,
  readFreshness,
  type Selected,
  selectInIdOrder,
} from '@notes/reading';
import { type HttpApp, ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { prefersMinimal } from './answer.ts';
import { BulkDeleteTally } from './bulk-delete-tally.ts';
import { fingerprintOf, identifyChange } from './command-identity.ts';
import { readWriteRequest } from './read-write-request.ts';
import type { schemasOf } from './schemas.ts';
import type { ItemWriter, Writable, WrittenItem } from './writable.ts';

/** Items that are on their way to the log at a time: a few requests' worth, so that other writes are not held up. */
const batchSize = 500;

export type WriteParts<Fields extends object> = {
  readonly items: ItemWriter<Fields>;
  readonly pool: Pool;
  readonly progress: ProgressWatch;
};

/**
 * `DELETE {path}`: items are selected from the read model, batch by batch in the order of their ids, and each is deleted
 * as a command of its own, at the version that was selected: what has changed since may no longer be what was meant. It
 * goes on as long as the client is there and this instance is not about to stop.
 */
export function bulkDeleteRoute<Fields extends object, Filters extends ByAuthor, Member extends string>(
  app: HttpApp,
  { name, path, source }: Pick<Writable<Fields, Filters, Member>, 'name' | 'path' | 'source'>,
  schemas: ReturnType<typeof schemasOf>,
  { items, pool, progress }: WriteParts<Fields>,
): void {
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
    progress.stop();
  });

  app.delete(path, { schema: schemas.removeMany, config: { scope: 'notes:write' } }, async (request, reply) => {
    // As the schema admits it.
    const parameters = request.query as Filters & { readonly all?: boolean };
    const filters = readFilters(source, parameters);
    if (areNoFilters(filters) && parameters.all !== true) throw meansNothing(source.table);
    const freshness = readFreshness(request, reply);
    const tally = new BulkDeleteTally({ name, path, plural: source.table });
    const remove = remover(request, reply, filters);
    try {
      let after: string | undefined;
      do {
        const batch = await select(request, filters, after, freshness);
        tally.selectedAt(batch.position);
        for (const written of await Promise.all(batch.rows.map(remove))) tally.add(written);
        tally.check();
        after = batch.rows.length < batchSize ? undefined : batch.rows.at(-1)?.id;
        if (after !== undefined && stopping) throw new ProblemError('unavailable', 'This instance is shutting down.');
      } while (after !== undefined);
    } catch (error) {
      throw tally.problem(error);
    }
    return send(request, reply, tally);
  });

  function select(
    request: FastifyRequest,
    filters: Filters,
    after: string | undefined,
    freshness: Freshness | undefined,
  ) {
    const { subject, may } = request.caller;
    const author = may === 'own' ? subject : undefined;
    return readAt(
      () => selectInIdOrder(pool, source, { filters, author, after, limit: batchSize }),
      freshness,
      progress,
    );
  }

  /** Deletes one item. With a key it does so once: one that was restored since is not deleted again by a repetition. */
  function remover(request: FastifyRequest, reply: FastifyReply, filters: Filters) {
    const { caller, key, ...sender } = readWriteRequest(request, reply);
    const fingerprint = fingerprintOf(key, 'bulk-delete', filters);
    return ({ id, version }: Selected): Promise<WrittenItem> =>
      items.write({
        ...sender,
        ...identifyChange(caller.subject, key, id),
        subject: id,
        fingerprint,
        command: { kind: 'delete', caller, ifMatch: [version], now: Date.now() },
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

const meansNothing = (plural: string): ProblemError =>
  new ProblemError('invalid', `No filter says which ${plural} are meant.`, {
    errors: [
      {
        parameter: 'all',
        code: 'required',
        detail: `Give at least one filter, or \`all=true\` if all ${plural} are meant. An empty search is no filter.`,
      },
    ],
  });
