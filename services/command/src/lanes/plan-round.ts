import { type KnownNoteEvent, type NoteChain, type NoteState, note, noteRecords } from '@notes/feature-notes/domain';
import { follow, isExhausted, stampEvent } from '@notes/kernel';
import type { FirstResult, NoteEntry } from '../state/note-entry.ts';
import type { Attempt, Outcome } from './attempt.ts';

/** An event that is to be appended for an attempt, and the note after it if it is accepted. */
export type Planned = { readonly attempt: Attempt; readonly event: KnownNoteEvent; readonly state: NoteState };

/** What a round takes from outside. */
export type World = {
  /** The clock that deadlines are on; the one for processes is `performance.now`. */
  readonly elapsed: () => number;
  /** In ms since 1970, for the time that events say. It may step, so nothing is measured with it. */
  readonly now: () => number;
  readonly newId: () => string;
};

/** What the lane has to do next. */
export type Round =
  | { readonly step: 'append'; readonly planned: readonly Planned[] }
  /** The attempt at the front would be refused, or changes nothing: the state must be proved fresh first. */
  | { readonly step: 'prove' }
  /** The attempt at the front may be a repetition of one before memory begins. */
  | { readonly step: 'look-up' }
  | { readonly step: 'rest' };

/** Longest chain appended at once: what one produce request takes without being split. */
const maxPlanned = 200;

/**
 * Decides the waiting attempts of one note in order, each on the one before, until something must be awaited. Takes those
 * that it settles or plans off the queue. An acceptance proves itself, so an event is planned on whatever state is at hand;
 * a refusal is final only for an attempt that is `proved`, and never in the middle of a chain that may yet be void. That a note is
 * frozen is a refusal like the others: what was done under the same key before is answered first. What is planned passes the reading
 * of all readers, so that nothing is answered that they would not take.
 */
export function planRound(queue: Attempt[], entry: NoteEntry, { elapsed, now, newId }: World): Round {
  const planned: Planned[] = [];
  let chain = entry.chain;
  for (
    let attempt = queue[planned.length];
    attempt !== undefined && planned.length < maxPlanned;
    attempt = queue[planned.length]
  ) {
    const ended = endedBefore(attempt, entry, elapsed());
    if (ended !== undefined) {
      settle(queue, planned.length, ended);
      continue;
    }
    if (attempt.keyed && mayHaveCome(attempt, entry, planned)) return take(queue, planned, 'look-up');
    if (entry.chain?.head.frozen === true) {
      if (!attempt.proved) return { step: 'prove' };
      settle(queue, 0, { kind: 'blocked' });
      continue;
    }
    const decision = note.decide(chain?.state, attempt.command);
    if (decision.kind === 'event' && (planned.length === 0 || comesToEvent(entry.chain, attempt))) {
      const event = stampEvent(chain, decision.draft, stampOf(attempt, now(), newId()));
      const wrong = noteRecords.whyRefused(event);
      if (wrong !== undefined) {
        if (chain === undefined || !isExhausted(chain)) throw new Error(`decided what no reader would take: ${wrong}`);
        if (planned.length > 0 || !attempt.proved) return take(queue, planned, 'prove');
        settle(queue, 0, { kind: 'exhausted' });
        continue;
      }
      const next = continued(chain, event);
      planned.push({ attempt, event, state: next.state });
      chain = next;
    } else if (planned.length > 0 || decision.kind === 'event' || !attempt.proved) return take(queue, planned, 'prove');
    else settle(queue, 0, verdict(decision, chain?.state));
  }
  return take(queue, planned, 'rest');
}

/**
 * Only what comes to an event on the confirmed state, too, may join a chain. Else, with the chain's outcome unknown and its
 * request late, a repetition could be told "nothing to change", and then the chain arrive and change it after all.
 */
const comesToEvent = (confirmed: NoteChain | undefined, attempt: Attempt): boolean =>
  note.decide(confirmed?.state, attempt.command).kind === 'event';

/** The outcome of an attempt that need not be decided. */
function endedBefore(attempt: Attempt, entry: NoteEntry, elapsed: number): Outcome | undefined {
  if (attempt.gone()) return { kind: 'gone' };
  if (elapsed >= attempt.deadline) return { kind: 'overloaded' };
  const first = attempt.keyed ? entry.recent.get(attempt.commandId) : undefined;
  return first && replay(attempt, first);
}

/**
 * The first result of a command, for an attempt that repeats it; unless it asks for something else. One that cannot be told here is
 * left to software that can.
 */
export function replay(attempt: Attempt, { fingerprint, state, offset }: FirstResult): Outcome {
  if (fingerprint !== attempt.fingerprint && fingerprint !== attempt.formerFingerprint?.())
    return { kind: 'key-reused' };
  return state === undefined ? { kind: 'read-model-behind' } : { kind: 'done', state, offset, replayed: true };
}

/** Whether the same command may be among the note's events, or is just being appended. */
const mayHaveCome = (attempt: Attempt, entry: NoteEntry, planned: readonly Planned[]): boolean =>
  attempt.unknownUpTo + 1 < entry.recentFrom || planned.some((other) => other.attempt.commandId === attempt.commandId);

const stampOf = (attempt: Attempt, now: number, eventId: string) => ({
  eventId,
  subject: attempt.noteId,
  commandId: attempt.commandId,
  fingerprint: attempt.fingerprint,
  actor: attempt.command.caller.subject,
  traceparent: attempt.traceparent,
  now,
});

function continued(chain: NoteChain | undefined, event: KnownNoteEvent): NoteChain & { readonly state: NoteState } {
  const next = follow(note, chain, event);
  if (!next.verdict.accepted || next.chain?.state === undefined)
    throw new Error(`decided an event that is void: ${event.type}`);
  return { head: next.chain.head, state: next.chain.state };
}

function verdict(
  decision: Exclude<ReturnType<typeof note.decide>, { kind: 'event' }>,
  state: NoteState | undefined,
): Outcome {
  if (decision.kind === 'refused') return { kind: 'refused', why: decision.why, state };
  if (state === undefined) throw new Error('a note that does not exist cannot be left unchanged');
  return { kind: 'unchanged', state };
}

function settle(queue: Attempt[], place: number, outcome: Outcome): void {
  queue.splice(place, 1)[0]?.settle(outcome);
}

/** Takes what is planned off the queue, where it stands at the front. */
function take(queue: Attempt[], planned: readonly Planned[], otherwise: 'prove' | 'look-up' | 'rest'): Round {
  if (planned.length === 0) return { step: otherwise };
  queue.splice(0, planned.length);
  return { step: 'append', planned };
}
