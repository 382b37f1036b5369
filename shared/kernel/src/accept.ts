import type { AnyEvent } from './event.ts';
import { type Effect, type EventTable, familyOf, isKnown } from './event.ts';

/**
 * What acceptance needs to know of a subject: its last accepted event, and the family of its first one. `frozen` says that some event of its chain is of a
 * type unknown to this software, so that its state cannot be told, though its chain can. `absent`: there have been fences
 * alone, so it is yet to be created.
 */
export type Head = {
  readonly family: string;
  readonly eventId: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly frozen: boolean;
  readonly absent?: true;
};

/**
 * `superseded` is a lost race, the everyday case: another event was accepted on the same predecessor. The others are
 * mistakes of a writer and worth a person's look.
 */
export type VoidReason = 'superseded' | 'wrong-version' | 'not-applicable';

export type Verdict =
  | { readonly accepted: true; readonly head: Head }
  | { readonly accepted: false; readonly reason: VoidReason };

/**
 * The one rule of the log. An event is accepted iff it names the subject's last accepted event at its place in the log as its
 * predecessor (none for the first), carries the next version, belongs to the subject's family, and applies to the subject as it is. Every reader applies it in
 * log order and so all agree for ever: it is a function of the record and the head alone, with no clock and no look-up.
 *
 * An event of an unknown type is taken on trust by its place in the chain. It leaves the subject's life as it was: a new
 * event type must never change it, else old and new readers would part.
 */
export function accept(events: EventTable, head: Head | undefined, event: AnyEvent): Verdict {
  if (event.previous !== head?.eventId) return { accepted: false, reason: 'superseded' };
  if (event.version !== (head?.version ?? 0) + 1) return { accepted: false, reason: 'wrong-version' };
  const family = familyOf(event.type);
  if (head !== undefined && head.family !== family) return { accepted: false, reason: 'not-applicable' };
  const known = isKnown(event);
  const life = lifeAfter(head, known ? events[event.type]?.effect : undefined);
  if (life === undefined) return { accepted: false, reason: 'not-applicable' };
  const frozen = (head?.frozen ?? false) || !known;
  const after = { family, eventId: event.id, version: event.version, deleted: life === 'deleted', frozen };
  return { accepted: true, head: life === 'absent' ? { ...after, absent: true } : after };
}

type Life = 'absent' | 'live' | 'deleted';

/** The subject's life after an event of this effect; undefined if the event does not apply to it. */
function lifeAfter(head: Head | undefined, effect: Effect | undefined): Life | undefined {
  const life = lifeOf(head);
  switch (effect) {
    case 'creates':
      return life === 'absent' ? 'live' : undefined;
    case 'changes':
      return life === 'live' ? 'live' : undefined;
    case 'deletes':
      return life === 'live' ? 'deleted' : undefined;
    case 'restores':
      return life === 'deleted' ? 'live' : undefined;
    case 'fences':
      return life;
    case undefined:
      return head === undefined ? 'live' : life;
  }
}

function lifeOf(head: Head | undefined): Life {
  if (head === undefined || head.absent === true) return 'absent';
  return head.deleted ? 'deleted' : 'live';
}
