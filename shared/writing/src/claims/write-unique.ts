import type { Chain } from '@notes/kernel';
import {
  beginWrite,
  type ChainEnd,
  type Claim,
  type ClaimCommand,
  type Decided,
  nextStep,
  type UniqueField,
  type UniqueWrite,
  withClaim,
  withEvent,
  withFormer,
  withHolder,
  withoutClaim,
  withProof,
} from '@notes/kernel/claims';
import type { Outcome, Ticket } from '../lanes/attempt.ts';

/** How the attempt has ended before it could do what was asked here: the answer to its client. */
type Ended = { readonly kind: 'ended'; readonly outcome: Outcome };

/** Appended, and accepted. */
export type Taken = { readonly kind: 'done'; readonly state: Claim };

/** Not appended, for the chain does not end any more where it was to be appended. */
type Moved = { readonly kind: 'moved' };

/** What a write needs of its instance, for one attempt. Nothing is appended after its deadline, or when its client has gone. */
export type UniqueDoors = {
  /** How the attempt ends if it can go no further: at its deadline, or when its client has gone. */
  expired(): Outcome | undefined;
  /**
   * A turn of the command in the lane of its subject. An event that takes or gives up a value is appended only with a ticket, in the place of
   * that ticket; without, it comes back as decided. `prove`: first passes a barrier that is requested now.
   */
  turn(
    ticket: Ticket | undefined,
    prove: boolean,
  ): Promise<{ readonly kind: 'unclaimed'; readonly decided: Decided } | Ended>;
  /**
   * The claim of a value, as far as the instance knows it. Where it knows none and `ifNone` is given, appends that to the claim, so that
   * a value that nobody has claimed yet takes one turn of the claim's lane.
   */
  readClaim(
    value: string,
    ifNone?: ClaimCommand,
  ): Promise<{ readonly kind: 'read'; readonly chain: Chain<Claim> | undefined } | Taken | Ended>;
  /** A subject after a barrier that is requested now. Rejects if it cannot be had. */
  readHolder(subject: string, value: string): Promise<ChainEnd>;
  /** Appends to the claim of a value through that claim's lane. */
  appendClaim(value: string, command: ClaimCommand): Promise<Taken | Moved | Ended>;
  /** Appends a fence to a subject through its lane, if its chain ends there. */
  fence(
    subject: string,
    on: string | null,
  ): Promise<{ readonly kind: 'done'; readonly eventId: string } | Moved | Ended>;
  /** Whether the claim's holder has had time enough. */
  isOverdue(claim: Claim): boolean;
  /** Resolves when something has happened to the value's claim or to its holder, or he is overdue, or the attempt expired. */
  change(value: string, holder: string): Promise<void>;
};

/**
 * Runs a command whose event takes a unique value or gives one up, as it was decided in its first turn: does what `nextStep` says
 * until the attempt has ended. A release goes on after that by itself: nobody waits for it, and a claim that is not released lapses.
 */
export async function writeUnique(field: UniqueField, doors: UniqueDoors, decided: Decided): Promise<Outcome> {
  const ended = await advance(field, doors, decided, () => false);
  if (ended.kind === 'claimed') throw new Error('a write went no further than its claim');
  return ended;
}

/**
 * Goes as far as the claim of the value that a command takes, and appends nothing to its subject. It is for who wants to know of
 * several commands that each may have its value before the first is written; a claim that is not used lapses.
 */
export const claimUnique = (field: UniqueField, doors: UniqueDoors, decided: Decided): Promise<Outcome | Claimed> =>
  advance(field, doors, decided, (write) => nextStep(write, false).kind === 'append');

/** The command may be appended: the value that it takes is claimed for its place. */
export type Claimed = { readonly kind: 'claimed' };

async function advance(
  field: UniqueField,
  doors: UniqueDoors,
  decided: Decided,
  isEnough: (write: UniqueWrite) => boolean,
): Promise<Outcome | Claimed> {
  let now = going(beginWrite(field, decided));
  while (now.kind === 'going') {
    if (isEnough(now.write)) return { kind: 'claimed' };
    const expired = doors.expired();
    now = expired === undefined ? await takeStep(field, doors, now.write) : { kind: 'ended', outcome: expired };
  }
  return now.outcome;
}

type Now =
  | { readonly kind: 'going'; readonly write: UniqueWrite }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

const going = (write: UniqueWrite): Now => ({ kind: 'going', write });

const begun = (field: UniqueField, turn: Awaited<ReturnType<UniqueDoors['turn']>>): Now =>
  turn.kind === 'ended' ? turn : going(beginWrite(field, turn.decided));

async function takeStep(field: UniqueField, doors: UniqueDoors, write: UniqueWrite): Promise<Now> {
  const step = nextStep(write, isOverdue(doors, write));
  switch (step.kind) {
    case 'read-claim':
      return afterClaim(write, await doors.readClaim(step.value, step.ifNone));
    case 'wait': {
      const value = write.takes ?? '';
      await doors.change(value, step.holder);
      return afterClaim(write, await doors.readClaim(value));
    }
    case 'read-holder':
      return doors.readHolder(step.holder, write.takes ?? '').then(
        (end) => going(withHolder(write, end)),
        () => ({ kind: 'ended', outcome: { kind: 'read-model-behind' } }),
      );
    case 'read-former': {
      const former = await doors.readClaim(step.value);
      return going(withFormer(write, former.kind === 'read' ? former.chain : undefined));
    }
    case 'prove': {
      const turn = await doors.turn(undefined, true);
      return turn.kind === 'ended' ? turn : going(withProof(write, turn.decided));
    }
    case 'claim': {
      const done = await doors.appendClaim(step.value, step);
      return done.kind === 'moved' ? going(withoutClaim(write)) : afterClaim(write, done);
    }
    case 'fence': {
      const done = await doors.fence(step.holder, step.on);
      if (done.kind === 'ended') return { kind: 'ended', outcome: untouched(done.outcome) };
      return going(
        withHolder(write, done.kind === 'moved' ? undefined : { at: done.eventId, holds: false, frozen: false }),
      );
    }
    case 'append': {
      const turn = await doors.turn({ at: step.on, takes: write.takes }, false);
      if (turn.kind === 'ended') release(doors, write, turn.outcome);
      return begun(field, turn);
    }
    case 'refuse':
      return { kind: 'ended', outcome: { kind: 'not-unique', holder: step.holder } };
    case 'blocked':
      return { kind: 'ended', outcome: { kind: 'blocked' } };
    default:
      throw new Error(`${step.kind}: only after the event`);
  }
}

/** Whether the holder of the claim that is in the way, if one is, has had time enough. */
function isOverdue(doors: UniqueDoors, { claim, subject }: UniqueWrite): boolean {
  const state = claim?.chain?.state;
  return state !== undefined && state.holder !== subject && doors.isOverdue(state);
}

/** What the write comes to once its claim was read or appended to. */
function afterClaim(write: UniqueWrite, claim: Exclude<Awaited<ReturnType<UniqueDoors['readClaim']>>, Moved>): Now {
  if (claim.kind === 'ended') return { kind: 'ended', outcome: untouched(claim.outcome) };
  return going(withClaim(write, claim.kind === 'read' ? claim.chain : { head: { frozen: false }, state: claim.state }));
}

/** What may have happened to a claim or a holder has not happened to the subject. */
const untouched = (outcome: Outcome): Outcome => (outcome.kind === 'unknown' ? { kind: 'overloaded' } : outcome);

/** Who has an event accepted, after which his subject does not hold the value, releases the claim that he had read before it was sent. */
function release(doors: UniqueDoors, write: UniqueWrite, outcome: Outcome): void {
  if (write.gives === null || outcome.kind !== 'done' || outcome.replayed) return;
  const step = nextStep(withEvent(write), false);
  if (step.kind === 'release') doors.appendClaim(step.value, step).catch(() => undefined);
}
