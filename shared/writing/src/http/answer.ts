import type { InvalidSlug, ProblemSlug } from '@notes/contracts';
import { type CommonRefusal, eventPosition, positionOf } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PartitionEnd } from '../lanes/writer.ts';
import { type ItemOutcome, type ItemState, toItem, type Writable } from './writable.ts';

/** How what is written is called, and where it is. */
type Names = Pick<Writable<object>, 'name' | 'path' | 'unique'>;

/** What a successful write answers with: 201 and where the item is, 200 and the item, or 204. */
export type Success = 'created' | 'changed' | 'deleted';

/** The one place where the end of an attempt becomes an answer. Throws the problem if it did not end well. */
export function answer(
  names: Names,
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: ItemOutcome,
  success: Success,
  end: PartitionEnd,
): void {
  switch (outcome.kind) {
    case 'done':
      if (outcome.replayed) reply.header('idempotent-replayed', 'true');
      reply.header('consistency-token', eventPosition(end.epoch, end.partition, outcome.offset));
      succeed(names, request, reply, success, outcome.state);
      break;
    case 'unchanged':
      reply.header('consistency-token', tokenOf(end));
      succeed(names, request, reply, success, outcome.state);
      break;
    default:
      throw failure(names, outcome, end);
  }
}

function succeed(
  { path }: Names,
  request: FastifyRequest,
  reply: FastifyReply,
  success: Success,
  state: ItemState,
): void {
  reply.header('etag', `"${state.version}"`);
  if (success === 'created') reply.code(201).header('location', `${path}/${state.id}`);
  if (success === 'deleted') {
    reply.code(204).send();
  } else if (prefersMinimal(request)) {
    reply.header('preference-applied', 'return=minimal');
    reply.code(success === 'created' ? 201 : 204).send();
  } else {
    reply.send(toItem(state));
  }
}

/** RFC 7240. What else is preferred is ignored, as it says. */
export function prefersMinimal(request: FastifyRequest): boolean {
  const { prefer } = request.headers;
  return prefer !== undefined && /(?:^|[,;])\s*return\s*=\s*"?minimal"?\s*(?:$|[,;])/i.test(String(prefer));
}

/** The problem of an attempt that did not end well. */
export function failure(
  names: Names,
  outcome: Exclude<ItemOutcome, { kind: 'done' | 'unchanged' }>,
  end: PartitionEnd,
  pointer = '#',
): ProblemError {
  const { name } = names;
  if (outcome.kind === 'key-reused') return keyReused();
  if (outcome.kind === 'not-unique') return notUnique(names, outcome.holder, pointer);
  if (outcome.kind === 'log-away' && outcome.why !== undefined)
    return new ProblemError('unavailable', `The log refuses writes: ${outcome.why.text}. Nothing was done.`);
  const proof = { headers: { 'consistency-token': tokenOf(end) } };
  if (outcome.kind !== 'refused')
    return new ProblemError(...failures(name)[outcome.kind], outcome.kind === 'exhausted' ? proof : {});
  const { state, why } = outcome;
  const shown = why === 'precondition-failed' && state !== undefined && state.deleted_at === null;
  return new ProblemError(why, refusals(name)[why], {
    // The token is taken for a proof that no attempt under the same key has an effect. That somebody may not write proves none: an
    // attempt with another token may still be on its way. The others do, for then that attempt is void.
    ...(why === 'forbidden' ? {} : proof),
    extra: shown ? { current: toItem(state) } : {},
  });
}

const tokenOf = ({ epoch, partition, next }: PartitionEnd): string =>
  eventPosition(epoch, partition, Math.max(0, positionOf(next)));

const refusals = (name: string): Record<CommonRefusal, string> => ({
  'not-found': `There is no such ${name}.`,
  forbidden: `The ${name} belongs to somebody else.`,
  'precondition-failed': `The ${name} is not as If-Match, If-None-Match or If-Unmodified-Since ask for.`,
});

function keyReused(): ProblemError {
  const detail = 'This Idempotency-Key was used before for a different request.';
  return new ProblemError('idempotency-key-reused', detail, {
    errors: [{ header: 'Idempotency-Key', code: 'reused', detail: 'Use a new key for a new request.' }],
  });
}

/** Whoever may write may read, so the holder may be named. */
function notUnique({ name, path, unique }: Names, holder: string, pointer: string): ProblemError {
  const detail = `Another ${name} that is live has this value.`;
  return new ProblemError('not-unique', detail, {
    errors: [{ pointer: `${pointer}/${unique}`, code: 'not-unique', detail }],
    extra: { holder: `${path}/${holder}` },
  });
}

type Failed = Exclude<ItemOutcome['kind'], 'done' | 'unchanged' | 'refused' | 'key-reused' | 'not-unique'>;

const failures = (name: string): Record<Failed, readonly [Exclude<ProblemSlug, InvalidSlug>, string]> => ({
  blocked: ['note-blocked', `The ${name} holds an event of a type that this version of the software does not know.`],
  exhausted: ['note-exhausted', `The ${name} is at the last version, or the latest time, that an event can have.`],
  unknown: ['outcome-unknown', 'The write was sent to the log, but has not come back in time. It may have happened.'],
  overloaded: ['overloaded', 'It was not the turn of this write in time. Nothing was done.'],
  'log-away': ['unavailable', 'The log cannot be reached. Nothing was done.'],
  'read-model-behind': ['read-model-behind', `The state of the ${name} cannot be had at the moment. Nothing was done.`],
  failed: ['internal', 'A defect on our side. Nothing was done.'],
  gone: ['overloaded', 'The client went away before it was the turn of this write. Nothing was done.'],
});
