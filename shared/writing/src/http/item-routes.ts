import type { Change, Conditions } from '@notes/kernel';
import { type HttpApp, readConditions } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer, type Success } from './answer.ts';
import { createFingerprint, fingerprintOf, identifyChange, identifyCreate } from './command-identity.ts';
import { composeTexts, fieldsReader } from './fields.ts';
import { readWriteRequest, requireId } from './read-write-request.ts';
import type { schemasOf } from './schemas.ts';
import type { ItemWriter, Writable } from './writable.ts';

const config = { scope: 'notes:write' } as const;

/**
 * Writes of single items, as clients see them. Every route goes the same way: who calls, which command is it, hand it to
 * the lane of its subject, answer what came of it.
 */
export function itemRoutes<Fields extends object>(
  app: HttpApp,
  writable: Pick<Writable<Fields>, 'name' | 'path' | 'schemas' | 'keep'> & {
    readonly source: { readonly table: string };
  },
  schemas: ReturnType<typeof schemasOf>,
  items: ItemWriter<Fields>,
): void {
  const { name, path, source } = writable;
  const preValidation = composeTexts(source.table);
  const { complete, resetNulls } = fieldsReader<Fields>(writable);

  app.post(path, { schema: schemas.create, config, preValidation }, async (request, reply) => {
    const { caller, actor, key, traceparent, stages, gone } = readWriteRequest(request, reply);
    const fields = complete(request.body);
    const { subject, isNew, commandId, keyed } = identifyCreate(name, actor, key, 0);
    const { fingerprint, formerFingerprint } = createFingerprint(key, 'create-one', [fields]);
    const command = { kind: 'create', fields, caller, now: Date.now() } as const;
    // Written out: putting it together from other objects took 6 µs of every write.
    const { outcome, end } = await items.write({
      subject,
      isNew,
      command,
      actor,
      commandId,
      keyed,
      fingerprint,
      formerFingerprint,
      traceparent,
      stages,
      gone,
    });
    answer(writable, request, reply, outcome, 'created', end);
  });

  app.put(`${path}/:id`, { schema: schemas.replace, config, preValidation }, (request, reply) =>
    change(request, reply, { kind: 'replace', fields: complete(request.body) }, 'changed'),
  );

  app.patch(`${path}/:id`, { schema: schemas.update, config, preValidation }, (request, reply) =>
    change(request, reply, { kind: 'patch', fields: resetNulls(request.body) }, 'changed'),
  );

  app.delete(`${path}/:id`, { schema: schemas.remove, config }, (request, reply) =>
    change(request, reply, { kind: 'delete' }, 'deleted'),
  );

  app.post(`${path}/:id/restore`, { schema: schemas.restore, config }, (request, reply) =>
    change(request, reply, { kind: 'restore' }, 'changed'),
  );

  type ToItem = FastifyRequest<{ Params: { id: string } }>;

  async function change(request: ToItem, reply: FastifyReply, intent: Change<Fields>, success: Success): Promise<void> {
    const subject = requireId(name, request.params.id);
    const { caller, actor, key, traceparent, stages, gone } = readWriteRequest(request, reply);
    const { commandId, keyed } = identifyChange(actor, key, subject);
    const fingerprint = fingerprintOf(key, intent.kind, 'fields' in intent ? intent.fields : null);
    const conditions: Conditions = readConditions(request.headers);
    // The spreads last: members that are added behind them make the copy many times as dear.
    const command = { caller, now: Date.now(), ...intent, ...conditions };
    const { outcome, end } = await items.write({
      subject,
      isNew: false,
      command,
      actor,
      commandId,
      keyed,
      fingerprint,
      formerFingerprint: undefined,
      traceparent,
      stages,
      gone,
    });
    answer(writable, request, reply, outcome, success, end);
  }
}
