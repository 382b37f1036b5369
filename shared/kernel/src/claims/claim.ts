import { Nullable, SubjectId } from '@notes/contracts';
import { Type } from 'typebox';
import { parse, v5 } from 'uuid';
import type { Aggregate, Decision, Draft } from '../aggregate.ts';
import type { KnownEvent } from '../event.ts';
import { type RowMapping, rowMapping } from '../row.ts';

const closed = { additionalProperties: false } as const;
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' });
const Holder = SubjectId;
/** Id of the holder's last event when the claim was decided; null where there was none. */
const At = Nullable(SubjectId);

/**
 * What can happen to the claim of a value that is unique. A schema is frozen with its name. The value itself is not said: it
 * is in the holder's own events, and `claimId` finds the claim of a value.
 */
const claimEvents = {
  'claims.Claimed.v1': {
    effect: 'creates',
    schema: Type.Object({ aggregate: Name, field: Name, holder: Holder, at: At }, closed),
  },
  'claims.Renewed.v1': { effect: 'changes', schema: Type.Object({ at: At }, closed) },
  'claims.TakenOver.v1': { effect: 'changes', schema: Type.Object({ holder: Holder, at: At }, closed) },
  'claims.Released.v1': { effect: 'deletes', schema: Type.Object({}, closed) },
  'claims.Reclaimed.v1': { effect: 'restores', schema: Type.Object({ holder: Holder, at: At }, closed) },
} as const;

export type ClaimEvents = typeof claimEvents;
export type ClaimDraft = Draft<ClaimEvents>;

/**
 * The fence of any aggregate, which stands in its table as `<plural>.Fenced.v1`: it takes a place in a subject's chain and
 * changes nothing else, so that whatever else was on its way to that place is void.
 */
export const fenced = { effect: 'fences', schema: Type.Object({}, closed) } as const;

/**
 * The claim of one value: who may take it, and in which place of his chain. It is free when it is deleted, and says then who had
 * it last.
 */
export type Claim = {
  readonly id: string;
  readonly aggregate: string;
  readonly field: string;
  readonly holder: string;
  readonly at: string | null;
  /** Who claimed the value first. */
  readonly created_by: string;
  readonly updated_at: string;
  readonly version: number;
  readonly deleted_at: string | null;
};

/** What a step of a write does to a claim, and the version of the claim that it was decided on; 0: there was none. */
export type ClaimCommand = { readonly draft: ClaimDraft; readonly on: number };

/** The claim after an accepted event. Throws if the chain is broken, which is a bug of the caller. */
function evolve(state: Claim | undefined, event: KnownEvent<ClaimEvents>): Claim {
  const now = { updated_at: event.time, version: event.version, deleted_at: null };
  if (event.type === 'claims.Claimed.v1') return { id: event.subject, ...event.data, created_by: event.actor, ...now };
  if (state === undefined) throw new Error(`${event.type} of ${event.subject} came before its creation`);
  if (event.type === 'claims.Released.v1') return { ...state, ...now, deleted_at: event.time };
  return { ...state, ...event.data, ...now };
}

/** All was decided before, by `nextStep`; what is left is that the claim is still the one that it was decided on. */
const decide = (state: Claim | undefined, { draft, on }: ClaimCommand): Decision<ClaimDraft, 'moved'> =>
  (state?.version ?? 0) === on ? { kind: 'event', draft } : { kind: 'refused', why: 'moved' };

/**
 * Claims are rows like any other subject: so the projector finds the ends of their chains, the write side loads cold ones in
 * one snapshot with their checkpoint, and a rebuild makes them again from the journal, all without a case of their own.
 */
const row: RowMapping<Claim> = rowMapping<Claim>('claims', {
  id: 'uuid',
  aggregate: 'text',
  field: 'text',
  holder: 'uuid',
  at: 'uuid',
  created_by: 'text',
  updated_at: 'timestamptz',
  version: 'integer',
  deleted_at: 'timestamptz',
});

/** The claims, as an aggregate: each value that is unique has a subject of its own. */
export const claim: Aggregate<Claim, ClaimCommand, ClaimEvents, 'moved'> = {
  name: 'claim',
  family: 'claims',
  events: claimEvents,
  evolve,
  decide,
  row,
};

/** A field of an aggregate whose values are unique among its live subjects; both by their names. */
export type UniqueField = { readonly aggregate: string; readonly field: string };

/** Namespace of the ids of claims. Never change it: claims that were made would no longer be found. */
const namespace = parse('efecef34-92c8-438e-bdfc-4991c7ce4d66');

/**
 * The subject of the claim of a value: a UUID of version 5 (RFC 9562), so that all who want the value meet at one stream, with no
 * look-up. Values are compared as they are, by code points.
 */
export const claimId = ({ aggregate, field }: UniqueField, value: string): string =>
  v5(JSON.stringify([aggregate, field, value]), namespace);
