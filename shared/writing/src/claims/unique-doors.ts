import { randomUUID } from 'node:crypto';
import { type Chain, heldBy, type SubjectState } from '@notes/kernel';
import { type Claim, type ClaimCommand, claimId, type UniqueField } from '@notes/kernel/claims';
import {
  type Outcome,
  type PlannedEvent,
  type Turn,
  type TurnOutcome,
  type WriteRequest,
  wholeTurn,
} from '../lanes/attempt.ts';
import type { Side } from '../lanes/read-back.ts';
import type { Taken, UniqueDoors } from './write-unique.ts';

/** What is counted of claims: their events that were appended, by type, waits for a holder, and fences. */
export type ClaimMetrics = {
  claimed(type: string): void;
  waited(): void;
  fenced(): void;
};

export type UniqueParts = {
  /** The subjects with the unique field, and the claims of its values. */
  readonly own: Side;
  readonly claims: Side;
  readonly field: UniqueField;
  /** In ms since 1970: when a claim was made is told by the clock of another instance. */
  readonly now: () => number;
  readonly metrics: ClaimMetrics;
};

/** A claim that is older than a command may take is overdue; so is one that stood still here for about this long. */
const commandMs = 10_000;
const patienceMs = 1_000;

const readTurn: Turn = { read: true };

/**
 * Lets one write of a subject with a unique field at the lanes of its instance, after its first turn has come to the event `first`. `deadline`
 * is on the clock of `performance.now`.
 */
export function uniqueDoors(
  { own, claims, field, now, metrics }: UniqueParts,
  request: WriteRequest,
  deadline: number,
  first: PlannedEvent,
): UniqueDoors {
  const patience = patienceMs * (1 + Math.random() / 2);
  let planned = first;
  let known: { readonly version: number; readonly since: number } | undefined;
  const idOf = lastOf((value: string) => claimId(field, value));

  const run = (side: Side, what: WriteRequest, turn: Turn): Promise<Outcome | TurnOutcome> =>
    new Promise((settle) => side.lanes.submit(what, deadline, settle, { turn }));

  return {
    expired() {
      if (request.gone()) return { kind: 'gone' };
      return performance.now() >= deadline ? { kind: 'overloaded' } : undefined;
    },
    async turn(ticket, prove) {
      const outcome = await run(own, request, { ticket, prove, planned: ticket && planned });
      if (outcome.kind !== 'unclaimed') return ended(outcome);
      planned = outcome.planned;
      return outcome;
    },
    async readClaim(value, ifNone) {
      const outcome = await run(claims, aside(request, idOf(value), ifNone), readTurn);
      if (outcome.kind === 'done' && ifNone !== undefined) return taken(metrics, ifNone, outcome.state);
      if (outcome.kind === 'read') return { kind: 'read', chain: outcome.chain as Chain<Claim> | undefined };
      return ended(outcome);
    },
    async readHolder(subject, value) {
      const outcome = await run(own, aside(request, subject), { read: true, prove: true });
      if (outcome.kind !== 'read') throw new Error(`${subject} cannot be read: ${outcome.kind}`);
      const { chain } = outcome;
      const holds = heldBy(own.aggregate, chain?.state) === value;
      return { at: chain?.head.eventId ?? null, holds, frozen: chain?.head.frozen ?? false };
    },
    async appendClaim(value, command) {
      const outcome = await run(claims, aside(request, idOf(value), command), wholeTurn);
      if (outcome.kind === 'done') return taken(metrics, command, outcome.state);
      return outcome.kind === 'refused' ? { kind: 'moved' } : ended(outcome);
    },
    async fence(subject, on) {
      const eventId = randomUUID();
      const outcome = await run(own, aside(request, subject), { fence: { on, eventId } });
      if (outcome.kind === 'done') {
        metrics.fenced();
        return { kind: 'done', eventId };
      }
      return outcome.kind === 'moved' ? outcome : ended(outcome);
    },
    isOverdue({ version, updated_at }) {
      const at = performance.now();
      if (known?.version !== version) known = { version, since: at };
      return at - known.since >= patience || now() - Date.parse(updated_at) >= commandMs;
    },
    change(value, holder) {
      metrics.waited();
      return new Promise((resolve) => {
        const overdue = (known?.since ?? performance.now()) + patience;
        const done = (): void => {
          clearTimeout(timer);
          stopClaim();
          stopHolder();
          resolve();
        };
        const timer = setTimeout(done, Math.max(0, Math.min(overdue, deadline) - performance.now()));
        const stopClaim = claims.watchers.watch(idOf(value), done);
        const stopHolder = own.watchers.watch(holder, done);
      });
    },
  };
}

/** What is asked of another stream for the sake of a request. Nobody repeats it: whoever repeats the request reads that stream again. */
const aside = (request: WriteRequest, subject: string, command?: ClaimCommand): WriteRequest => ({
  subject,
  command,
  actor: request.actor,
  commandId: randomUUID(),
  keyed: false,
  fingerprint: '-',
  traceparent: request.traceparent,
  stages: request.stages?.aside,
  gone: request.gone,
});

function taken(metrics: ClaimMetrics, { draft }: ClaimCommand, state: SubjectState): Taken {
  metrics.claimed(draft.type);
  // Claims have no other states.
  return { kind: 'done', state: state as Claim };
}

/** A function that keeps its last result, for who asks for the same again and again. */
function lastOf(compute: (value: string) => string): (value: string) => string {
  let last: { readonly value: string; readonly result: string } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, result: compute(value) };
    return last.result;
  };
}

const ended = (outcome: Outcome | TurnOutcome): { readonly kind: 'ended'; readonly outcome: Outcome } => ({
  kind: 'ended',
  outcome: outcomeOf(outcome),
});

/** How a turn ended for good. What can only come of another turn would be a defect of the lanes. */
export function outcomeOf(outcome: Outcome | TurnOutcome): Outcome {
  if (outcome.kind === 'unclaimed' || outcome.kind === 'read' || outcome.kind === 'moved')
    throw new Error(`a turn ended as ${outcome.kind}`);
  return outcome;
}
