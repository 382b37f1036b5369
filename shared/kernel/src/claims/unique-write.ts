import type { Claim, ClaimCommand, ClaimDraft, UniqueField } from './claim.ts';

/*
 * A write that takes a value which is unique, or gives one up. Subjects are in partitions of their own, and nothing is appended
 * to two of them together, so a value has a stream beside its holder's: its claim. No clock and no lock is trusted; whether two
 * subjects ever hold a value is decided by the rule of the log alone. Three rules, each needed (the model in `../../model`
 * finds two holders without it):
 *
 * 1. A claim is made for one place. `at` is the end of the holder's chain when the claim was decided, an event that was read
 *    back and not only planned, and the event that takes the value names exactly `at` as its predecessor. Since one event is accepted in a place, of a claim one event can come at
 *    most, or another has taken the place and the claim has lapsed, for ever. A claim that let its holder take the value in
 *    whatever place he has reached could never be known to have lapsed: his append may be on its way for any time. `at` of one
 *    holder never goes back, since he renews on a chain that was proved fresh after the claim was read: else the last `at` could
 *    be taken while the place of an earlier one is still open.
 * 2. Who wants a value that is claimed by another reads the holder's chain, proved fresh after the claim was read. It is live
 *    with the value: he is refused. It has gone on from `at` without the value: the claim has lapsed, and is taken over. It still
 *    ends at `at`: it is fenced first, so that an append that is late finds its place taken. The proof is needed since every
 *    `at` lies in a chain that is read after it, so that another end means that the place was taken; a chain that is read too
 *    early may end before `at`.
 * 3. A release names the claim as it was read before the event that gives the value up is sent. Whatever place that claim was
 *    made for is taken by then. A claim that is read later may be one that another writer of the same subject has renewed, to
 *    take the value again.
 */

/** The end of a subject's chain: its last event (null: there is none), and whether it is live with the value in question. */
export type ChainEnd = { readonly at: string | null; readonly holds: boolean; readonly frozen: boolean };

/** What was read of a claim's chain; undefined inside: nobody has claimed the value yet. */
type ClaimChain = { readonly head: { readonly frozen: boolean }; readonly state: Claim | undefined };
type ClaimRead = { readonly chain: ClaimChain | undefined };

/** What a command comes to: the subject, the end of the chain that it was decided on, and the values that its event moves. */
export type Decided = {
  readonly subject: string;
  readonly at: string | null;
  readonly takes: string | null;
  readonly gives: string | null;
  /** The chain was proved fresh, by a barrier that was requested after everything else that the write knows was read. */
  readonly proved: boolean;
};

/** What a write knows; what is undefined was not read yet, or is to be read again. */
export type UniqueWrite = Decided & {
  readonly field: UniqueField;
  /** The claim of the value that it takes. */
  readonly claim: ClaimRead | undefined;
  /** The chain of that claim's holder, where he is another, proved fresh after the claim was read. */
  readonly holder: ChainEnd | undefined;
  /** The claim of the value that it gives up. */
  readonly former: ClaimRead | undefined;
  /** Its event was accepted. */
  readonly accepted: boolean;
};

/** `on` is the end of the chain that an event must be appended to, and nowhere else; of a claim, its version. */
export type Step =
  /** `ifNone`: how the value is claimed, where it is found that nobody ever did. */
  | { readonly kind: 'read-claim'; readonly value: string; readonly ifNone: ClaimCommand }
  | { readonly kind: 'read-former'; readonly value: string }
  | { readonly kind: 'read-holder'; readonly holder: string }
  /** The command is decided again on its subject's chain, proved fresh. */
  | { readonly kind: 'prove' }
  | { readonly kind: 'claim'; readonly value: string; readonly draft: ClaimDraft; readonly on: number }
  /** The holder may still be at it: read the claim again when something has happened, or he is overdue. */
  | { readonly kind: 'wait'; readonly holder: string }
  | { readonly kind: 'fence'; readonly holder: string; readonly on: string | null }
  | { readonly kind: 'append'; readonly on: string | null }
  /** Proved: the holder was live with the value since the command arrived. */
  | { readonly kind: 'refuse'; readonly holder: string }
  /** The last step, after the client was answered: whether it is accepted makes no difference to him. */
  | { readonly kind: 'release'; readonly value: string; readonly draft: ClaimDraft; readonly on: number }
  /** Newer software has written events that cannot be told here: of this value's claim, or of its holder. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'done' };

/**
 * A write whose command has come to an event. After its event turned out void it begins anew. (Here and in `withClaim`, which every
 * write passes, members are listed one by one: copying with changed members takes V8 eight times as long.)
 */
export const beginWrite = (field: UniqueField, { subject, at, takes, gives, proved }: Decided): UniqueWrite => ({
  subject,
  at,
  takes,
  gives,
  proved,
  field,
  claim: undefined,
  holder: undefined,
  former: undefined,
  accepted: false,
});

/** The command was decided again, on its subject's chain proved fresh, as `prove` asks. */
export const withProof = (write: UniqueWrite, decided: Decided): UniqueWrite => ({
  ...write,
  ...decided,
  ...(decided.takes === write.takes ? {} : { claim: undefined, holder: undefined }),
  former: decided.at === write.at ? write.former : undefined,
});

/** The claim was read, or an event of it by this write was accepted. What was proved before has to be proved again. */
export const withClaim = (
  { subject, at, takes, gives, field, former, accepted }: UniqueWrite,
  chain: ClaimChain | undefined,
): UniqueWrite => ({
  subject,
  at,
  takes,
  gives,
  proved: false,
  field,
  claim: { chain },
  holder: undefined,
  former,
  accepted,
});

/** An event of the claim turned out void: it was not the one that was read any more. */
export const withoutClaim = (write: UniqueWrite): UniqueWrite => ({ ...write, claim: undefined, holder: undefined });

/** The holder's chain was read, or fenced; undefined: the fence turned out void. */
export const withHolder = (write: UniqueWrite, holder: ChainEnd | undefined): UniqueWrite => ({ ...write, holder });

/** The claim of the value that is given up was read; undefined, too, if it cannot be: it lapses then instead. */
export const withFormer = (write: UniqueWrite, chain: ClaimChain | undefined): UniqueWrite => ({
  ...write,
  former: { chain },
});

/** The event of the write was accepted. */
export const withEvent = (write: UniqueWrite): UniqueWrite => ({ ...write, accepted: true });

/**
 * What a write has to do next. `isOverdue`: the holder has had all the time that a command has. It decides when to stop waiting for
 * him, never whether that is right. Pure.
 */
export function nextStep(write: UniqueWrite, isOverdue: boolean): Step {
  const { takes, gives, former, accepted, at } = write;
  if (accepted) return afterEvent(write);
  if (gives !== null && former === undefined) return { kind: 'read-former', value: gives };
  return (takes === null ? undefined : stepToTake(write, takes, isOverdue)) ?? { kind: 'append', on: at };
}

/** Undefined: the value is claimed for this place. */
function stepToTake(write: UniqueWrite, value: string, isOverdue: boolean): Step | undefined {
  const { claim, subject, at } = write;
  if (claim === undefined) return { kind: 'read-claim', value, ifNone: firstClaim(write) };
  const { chain } = claim;
  if (chain === undefined) return { kind: 'claim', value, ...firstClaim(write) };
  const place = { holder: subject, at };
  const { head, state } = chain;
  if (head.frozen || state === undefined) return { kind: 'blocked' };
  if (state.deleted_at !== null) return claimOf(value, { type: 'claims.Reclaimed.v1', data: place }, state.version);
  if (state.holder !== subject) return stepToTakeOver(write, value, state, isOverdue);
  if (state.at === at) return undefined;
  if (!write.proved) return { kind: 'prove' };
  return claimOf(value, { type: 'claims.Renewed.v1', data: { at } }, state.version);
}

function stepToTakeOver(
  { subject, at, holder: end, proved }: UniqueWrite,
  value: string,
  claim: Claim,
  isOverdue: boolean,
): Step {
  const { holder } = claim;
  if (end === undefined) return { kind: 'read-holder', holder };
  if (end.frozen) return { kind: 'blocked' };
  if (end.holds) return proved ? { kind: 'refuse', holder } : { kind: 'prove' };
  if (end.at !== claim.at)
    return claimOf(value, { type: 'claims.TakenOver.v1', data: { holder: subject, at } }, claim.version);
  return isOverdue ? { kind: 'fence', holder, on: end.at } : { kind: 'wait', holder };
}

const firstClaim = ({ field: { aggregate, field }, subject, at }: UniqueWrite): ClaimCommand => ({
  draft: { type: 'claims.Claimed.v1', data: { aggregate, field, holder: subject, at } },
  on: 0,
});

const claimOf = (value: string, draft: ClaimDraft, on: number): Step => ({ kind: 'claim', value, draft, on });

/** Without a release the claim lapses: who wants the value next reads the holder's chain, and takes it over. */
function afterEvent({ gives, former, subject }: UniqueWrite): Step {
  const { head, state } = former?.chain ?? {};
  if (gives === null || state === undefined || head?.frozen === true) return { kind: 'done' };
  if (state.deleted_at !== null || state.holder !== subject) return { kind: 'done' };
  return { kind: 'release', value: gives, draft: { type: 'claims.Released.v1', data: {} }, on: state.version };
}
