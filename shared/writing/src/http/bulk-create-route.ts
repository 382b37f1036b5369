import { formatPosition } from '@notes/kernel';
import { type HttpApp, ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failure, prefersMinimal } from './answer.ts';
import { createFingerprint, identifyCreate } from './command-identity.ts';
import { composeTexts, fieldsReader } from './fields.ts';
import { readWriteRequest } from './read-write-request.ts';
import type { schemasOf } from './schemas.ts';
import { type ItemState, type ItemWriter, toItem, type Writable, type WrittenItem } from './writable.ts';

const bodyLimit = 16 * 1024 * 1024;
const config = { scope: 'notes:write' } as const;

/** How what is created is called. */
type Names = Pick<Writable<object>, 'name' | 'path' | 'unique'> & { readonly plural: string };

/**
 * Many items in one request. Each is a command of its own, so that a repetition with the same key completes exactly what is
 * missing, on any instance.
 */
export function bulkCreateRoute<Fields extends object>(
  app: HttpApp,
  writable: Pick<Writable<Fields>, 'name' | 'path' | 'unique' | 'schemas' | 'keep'> & {
    readonly source: { readonly table: string };
  },
  schemas: ReturnType<typeof schemasOf>,
  items: ItemWriter<Fields>,
): void {
  const { name, path, unique, source } = writable;
  const names = { name, path, ...(unique === undefined ? {} : { unique }), plural: source.table };
  const preValidation = composeTexts(source.table);
  const { complete } = fieldsReader<Fields>(writable);
  app.post(`${path}/bulk`, { bodyLimit, preValidation, config, schema: schemas.createMany }, async (request, reply) => {
    const { caller, actor, key, traceparent, gone } = readWriteRequest(request, reply);
    // As the schema admits it.
    const given = (request.body as Readonly<Record<string, readonly object[]>>)[source.table] ?? [];
    const all = given.map((one, item) => complete(one, `#/${source.table}/${item}`));
    refuseRepeated(names, all);
    const { fingerprint, formerFingerprint } = createFingerprint(key, 'create-many', all);
    const now = Date.now();
    const requests = all.map((fields, item) => {
      const command = { kind: 'create', fields, caller, now } as const;
      const identity = identifyCreate(name, actor, key, item);
      return { ...identity, command, actor, fingerprint, formerFingerprint, traceparent, gone };
    });
    if (unique !== undefined) await claimAll(names, requests, items);
    const create = (request: (typeof requests)[number]): Promise<WrittenItem> =>
      items.write(unique === undefined ? request : { ...request, isNew: false });
    const written = await createAll(names, requests, create, key !== undefined);
    sendCreated(names, request, reply, collect(names, written));
  });
}

/** Throws the problem if two of them have the same value where none may. */
function refuseRepeated({ name, plural, unique }: Names, all: readonly object[]): void {
  if (unique === undefined) return;
  const seen = new Set<unknown>();
  for (const [item, fields] of all.entries()) {
    const value = (fields as Readonly<Record<string, unknown>>)[unique];
    if (value === null || value === undefined) continue;
    const detail = `Another ${name} of this request has the same value.`;
    if (seen.has(value))
      throw new ProblemError('invalid', detail, {
        errors: [{ pointer: `#/${plural}/${item}/${unique}`, code: 'repeated', detail }],
      });
    seen.add(value);
  }
}

/** Claims all values before the first is written, so that of items whose value another has none is created. Throws the problem then. */
async function claimAll<Fields extends object>(
  names: Names,
  requests: readonly Parameters<ItemWriter<Fields>['claim']>[0][],
  items: ItemWriter<Fields>,
): Promise<void> {
  const takes = ({ fields }: object & { readonly fields?: object }): boolean =>
    (fields as Readonly<Record<string, unknown>> | undefined)?.[names.unique ?? ''] != null;
  const claimed = await Promise.all(
    requests.map((request) => (takes(request.command) ? items.claim(request) : undefined)),
  );
  for (const [item, written] of claimed.entries()) {
    if (written === undefined || written.outcome.kind === 'done' || written.outcome.kind === 'unchanged') continue;
    throw failure(names, written.outcome, written.end, `#/${names.plural}/${item}`);
  }
}

/**
 * With a key the first one goes ahead: it is part of every request under that key, so if the key was used for another body,
 * this one is refused before anything is written.
 */
async function createAll<Request>(
  names: Names,
  all: readonly Request[],
  create: (request: Request) => Promise<WrittenItem>,
  keyed: boolean,
): Promise<readonly WrittenItem[]> {
  const ahead = keyed ? all.slice(0, 1) : [];
  const first = await Promise.all(ahead.map(create));
  for (const { outcome, end } of first) {
    if (outcome.kind !== 'done' && outcome.kind !== 'unchanged')
      throw failure(names, outcome, end, `#/${names.plural}/0`);
  }
  const rest = all.slice(ahead.length).map(create);
  return [...first, ...(await Promise.all(rest))];
}

type Created = { readonly states: readonly ItemState[]; readonly token: string; readonly replayed: boolean };

function sendCreated(
  { plural }: Names,
  request: FastifyRequest,
  reply: FastifyReply,
  { states, token, replayed }: Created,
): void {
  reply.code(201).header('consistency-token', token);
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (prefersMinimal(request)) reply.header('preference-applied', 'return=minimal').send();
  else reply.send({ [plural]: states.map(toItem) });
}

/** What became of all of them; throws the problem if not all were created. */
function collect(names: Names, written: readonly WrittenItem[]): Created {
  const states: ItemState[] = [];
  const offsets = new Map<number, number>();
  let replayed = true;
  for (const { outcome, end } of written) {
    if (outcome.kind !== 'done') continue;
    states.push(outcome.state);
    offsets.set(end.partition, Math.max(offsets.get(end.partition) ?? -1, outcome.offset));
    replayed &&= outcome.replayed;
  }
  if (states.length < written.length) throw whyNotAll(names, written, states.length);
  return { states, token: formatPosition({ epoch: written[0]?.end.epoch ?? '', offsets }), replayed };
}

function whyNotAll(names: Names, written: readonly WrittenItem[], done: number): ProblemError {
  const at = written.findIndex(({ outcome }) => outcome.kind !== 'done' && outcome.kind !== 'unchanged');
  const failed = written[at];
  const nothing = done === 0 && written.every(({ outcome }) => outcome.kind !== 'unknown');
  if (nothing && failed !== undefined)
    return failure(names, failed.outcome as Parameters<typeof failure>[1], failed.end, `#/${names.plural}/${at}`);
  return new ProblemError(
    'outcome-unknown',
    `${done} of ${written.length} ${names.plural} are known to be created. Repeat the request with the same Idempotency-Key to complete it.`,
  );
}
