import {
  type Aggregate,
  type Chain,
  type Decision,
  follow,
  heldBy,
  isExhausted,
  type KnownEvent,
  type RecordReader,
  type SubjectState,
  stampEvent,
} from '@notes/kernel';
import type { Decided } from '@notes/kernel/claims';
import type { FirstResult, SubjectEntry } from '../state/subject-entry.ts';
import type { Attempt, Outcome, TurnOutcome } from './attempt.ts';

/** An event that is to be appended for an attempt, and the subject after it if it is accepted; a fence may leave none. */
export type Planned = {
  readonly attempt: Attempt;
  readonly event: KnownEvent;
  readonly state: SubjectState | undefined;
};

/** What a round takes from outside. */
export type World = {
  readonly aggregate: Aggregate;
  readonly records: Pick<RecordReader, 'whyRefused'>;
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
 * Decides the waiting attempts of one subject in order, each on the one before, until something must be awaited. Takes those
 * that it settles or plans off the queue. An acceptance proves itself, so an event is planned on whatever state is at hand;
 * a refusal is final only for an attempt that is `provedFresh`, and never in the middle of a chain that may yet be void. That a subject is
 * frozen is a refusal like the others: what was done under the same key before is answered first. What is planned passes the reading
 * of all readers, so that nothing is answered that they would not take.
 */
export function planRound(queue: Attempt[], entry: SubjectEntry, world: World): Round {
  const { aggregate, records, elapsed, now, newId } = world;
  const planned: Planned[] = [];
  let chain = entry.chain;
  for (
    let attempt = queue[planned.length];
    attempt !== undefined && planned.length < maxPlanned;
    attempt = queue[planned.length]
  ) {
    const ended = outcomeWithoutDeciding(attempt, entry, elapsed());
    if (ended !== undefined) {
      settle(queue, planned.length, ended);
      continue;
    }
    if (attempt.request.keyed && mayBeReplay(attempt, entry, planned)) return take(queue, planned, 'look-up');
    if (attempt.turn.prove === true && !attempt.provedFresh) return take(queue, planned, 'prove');
    if (attempt.turn.read === true && (chain !== undefined || attempt.request.command === undefined)) {
      if (planned.length > 0) return take(queue, planned, 'rest');
      settle(queue, 0, { kind: 'read', chain: entry.chain });
      continue;
    }
    if (entry.chain?.head.frozen === true && entry.chain.head.family === aggregate.family) {
      if (!attempt.provedFresh) return { step: 'prove' };
      settle(queue, 0, { kind: 'blocked' });
      continue;
    }
    const { fence, planned: before } = attempt.turn;
    if (before !== undefined && planned.length === 0 && attempt.turn.ticket?.at === endOf(chain)) {
      planned.push({ attempt, event: before.event, state: before.after.state });
      chain = before.after;
      continue;
    }
    if (fence !== undefined && (planned.length > 0 || endOf(chain) !== fence.on)) {
      if (planned.length > 0) return take(queue, planned, 'rest');
      settle(queue, 0, { kind: 'moved' });
      continue;
    }
    const decision =
      fence === undefined ? aggregate.decide(chain?.state, attempt.request.command) : fencing(aggregate.family);
    if (
      decision.kind === 'event' &&
      (planned.length === 0 || yieldsEventOnConfirmed(aggregate, entry.chain, attempt))
    ) {
      const event = stampEvent(chain, decision.draft, stampOf(attempt, now(), fence?.eventId ?? newId()));
      const wrong = records.whyRefused(event);
      if (wrong !== undefined) {
        if (chain === undefined || !isExhausted(chain)) throw new Error(`decided what no reader would take: ${wrong}`);
        if (planned.length > 0 || !attempt.provedFresh) return take(queue, planned, 'prove');
        settle(queue, 0, { kind: 'exhausted' });
        continue;
      }
      const next = continued(aggregate, chain, event);
      const moves = movesOf(aggregate, chain, next);
      if (moves !== undefined && !mayMove(attempt, moves)) {
        // Another is asked only for a place that is confirmed.
        if (planned.length > 0) return take(queue, planned, 'rest');
        settle(queue, 0, { kind: 'unclaimed', decided: decidedBy(attempt, moves), planned: { event, after: next } });
        continue;
      }
      planned.push({ attempt, event, state: next.state });
      chain = next;
    } else if (planned.length > 0 || decision.kind === 'event' || !attempt.provedFresh)
      return take(queue, planned, 'prove');
    else settle(queue, 0, toOutcome(decision, chain?.state));
  }
  return take(queue, planned, 'rest');
}

/**
 * Only what comes to an event on the confirmed state, too, may join a chain. Else, with the chain's outcome unknown and its
 * request late, a repetition could be told "nothing to change", and then the chain arrive and change it after all.
 */
const yieldsEventOnConfirmed = (
  aggregate: Aggregate,
  confirmed: Chain | undefined,
  { request: { command } }: Attempt,
): boolean => aggregate.decide(confirmed?.state, command).kind === 'event';

/** The outcome of an attempt that need not be decided. */
function outcomeWithoutDeciding(attempt: Attempt, entry: SubjectEntry, elapsed: number): Outcome | undefined {
  const { gone, keyed, commandId } = attempt.request;
  if (gone()) return { kind: 'gone' };
  if (elapsed >= attempt.deadline) return { kind: 'overloaded' };
  const first = keyed ? entry.recent.get(commandId) : undefined;
  return first && replay(attempt, first);
}

/**
 * The first result of a command, for an attempt that repeats it; unless it asks for something else. One that cannot be told here is
 * left to software that can.
 */
export function replay({ request }: Attempt, { fingerprint, state, offset }: FirstResult): Outcome {
  if (fingerprint !== request.fingerprint && fingerprint !== request.formerFingerprint?.())
    return { kind: 'key-reused' };
  return state === undefined ? { kind: 'read-model-behind' } : { kind: 'done', state, offset, replayed: true };
}

/** Whether the same command may be among the subject's events, or is just being appended. */
const mayBeReplay = (attempt: Attempt, entry: SubjectEntry, planned: readonly Planned[]): boolean =>
  attempt.notInJournalBelow < entry.recentFrom ||
  planned.some((other) => other.attempt.request.commandId === attempt.request.commandId);

const stampOf = ({ request }: Attempt, now: number, eventId: string) => ({
  eventId,
  subject: request.subject,
  commandId: request.commandId,
  fingerprint: request.fingerprint,
  actor: request.actor,
  traceparent: request.traceparent,
  now,
});

function continued(aggregate: Aggregate, chain: Chain | undefined, event: KnownEvent): Chain {
  const next = follow(aggregate, chain, event);
  if (!next.verdict.accepted || next.chain === undefined)
    throw new Error(`decided an event that is void: ${event.type}`);
  return next.chain;
}

const endOf = (chain: Chain | undefined): string | null => chain?.head.eventId ?? null;

const fencing = (family: string): Decision => ({ kind: 'event', draft: { type: `${family}.Fenced.v1`, data: {} } });

type Moves = Pick<Decided, 'at' | 'takes' | 'gives'>;

/** The values that an event takes and gives up, and its place; undefined if it does neither. */
function movesOf(aggregate: Aggregate, before: Chain | undefined, after: Chain): Moves | undefined {
  if (aggregate.unique === undefined) return undefined;
  const [gives, takes] = [heldBy(aggregate, before?.state), heldBy(aggregate, after.state)];
  return gives === takes ? undefined : { at: endOf(before), takes, gives };
}

const mayMove = ({ turn: { ticket } }: Attempt, { at, takes }: Moves): boolean =>
  ticket !== undefined && ticket.at === at && ticket.takes === takes;

const decidedBy = ({ request, provedFresh }: Attempt, { at, takes, gives }: Moves): Decided => ({
  subject: request.subject,
  at,
  takes,
  gives,
  proved: provedFresh,
});

function toOutcome(decision: Exclude<Decision, { kind: 'event' }>, state: SubjectState | undefined): Outcome {
  if (decision.kind === 'refused') return { kind: 'refused', why: decision.why, state };
  if (state === undefined) throw new Error('what does not exist cannot be left unchanged');
  return { kind: 'unchanged', state };
}

function settle(queue: Attempt[], place: number, outcome: Outcome | TurnOutcome): void {
  queue.splice(place, 1)[0]?.settle(outcome);
}

/** Takes what is planned off the queue, where it stands at the front. */
function take(queue: Attempt[], planned: readonly Planned[], otherwise: 'prove' | 'look-up' | 'rest'): Round {
  if (planned.length === 0) return { step: otherwise };
  queue.splice(0, planned.length);
  return { step: 'append', planned };
}
