import { isKnown, type NoteEvent } from './note-event.ts';

/**
 * What acceptance needs to know of a note: its last accepted event. `frozen` says that some event of its chain is of a
 * type unknown to this software, so that its state cannot be told, though its chain can.
 */
export type Head = {
  readonly eventId: string;
  readonly version: number;
  readonly deleted: boolean;
  readonly frozen: boolean;
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
 * The one rule of the log. An event is accepted iff it names the note's last accepted event at its place in the log as its
 * predecessor (none for a creation), carries the next version, and applies to the note as it is. Every reader applies it in
 * log order and so all agree for ever: it is a function of the record and the head alone, with no clock and no look-up.
 *
 * An event of an unknown type is taken on trust by its place in the chain. It leaves the note's liveness as it was: a new
 * event type must never change it, else old and new readers would part.
 */
export function accept(head: Head | undefined, event: NoteEvent): Verdict {
  if (event.previous !== head?.eventId) return { accepted: false, reason: 'superseded' };
  if (event.version !== (head?.version ?? 0) + 1) return { accepted: false, reason: 'wrong-version' };
  const deleted = deletedAfter(head, event);
  if (deleted === undefined) return { accepted: false, reason: 'not-applicable' };
  const frozen = (head?.frozen ?? false) || !isKnown(event);
  return { accepted: true, head: { eventId: event.id, version: event.version, deleted, frozen } };
}

/** Whether the note is deleted after the event; undefined if the event does not apply to it. */
function deletedAfter(head: Head | undefined, event: NoteEvent): boolean | undefined {
  if (!isKnown(event)) return head?.deleted ?? false;
  switch (event.type) {
    case 'notes.NoteCreated.v1':
      return head === undefined ? false : undefined;
    case 'notes.NoteRevised.v1':
      return head?.deleted === false ? false : undefined;
    case 'notes.NoteDeleted.v1':
      return head?.deleted === false ? true : undefined;
    case 'notes.NoteRestored.v1':
      return head?.deleted === true ? false : undefined;
  }
}
