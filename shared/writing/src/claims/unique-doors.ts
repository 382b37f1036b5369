import { randomUUID } from 'node:crypto';
import { type Chain, heldBy } from '@notes/kernel';
import { type Claim, type ClaimCommand, claimId, type UniqueField } from '@notes/kernel/claims';
import type { Outcome, Turn, TurnOutcome, WriteRequest } from '../lanes/attempt.ts';
import type { Side } from '../lanes/read-back.ts';
import { SubjectEntry } from '../state/subject-entry.ts';
import type { UniqueDoors } from './write-unique.ts';

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
  readonly partitionOf: (subject: string) => number;
  /** In ms since 1970: when a claim was made is told by the clock of another instance. */
  readonly now: () => number;
  readonly metrics: ClaimMetrics;
};

/** A claim that is older than a command may take is overdue; so is one that stood still here for about this long. */
const commandMs = 10_000;
const patienceMs = 1_000;

/** Lets one write of a subject with a unique field at the lanes of its instance. `deadline` is on the clock of `performance.now`. */
export function uniqueDoors(
  { own, claims, field, partitionOf, now, metrics }: UniqueParts,
  request: WriteRequest,
  deadline: number,
): UniqueDoors {
  const patience = patienceMs * (1 + Math.random() / 2);
  let known: { readonly version: number; readonly since: number } | undefined;
  // Once its claim is in the log the id is known to others, who may fence it: it is new for the first turn only.
  let fresh = request.isNew === true ? SubjectEntry.fresh(own.aggregate, partitionOf(request.subject)) : undefined;

  const run = (side: Side, what: WriteRequest, turn: Turn = {}, entry?: SubjectEntry): Promise<Outcome | TurnOutcome> =>
    new Promise((settle) => side.lanes.submit(what, deadline, settle, { turn, fresh: entry }));
  const aside = (subject: string, command: unknown = undefined): WriteRequest => ({
    ...{ subject, command, actor: request.actor, traceparent: request.traceparent, gone: request.gone },
    ...{ commandId: randomUUID(), keyed: false, fingerprint: '-' },
  });

  async function read(side: Side, subject: string, prove: boolean): Promise<Chain | undefined> {
    const outcome = await run(side, aside(subject), { read: true, prove });
    if (outcome.kind !== 'read') throw new Error(`${subject} cannot be read: ${outcome.kind}`);
    return outcome.chain;
  }

  return {
    expired() {
      if (request.gone()) return { kind: 'gone' };
      return performance.now() >= deadline ? { kind: 'overloaded' } : undefined;
    },
    async turn(ticket, prove) {
      const entry = fresh;
      fresh = undefined;
      const outcome = await run(own, request, { ticket, prove }, entry);
      return outcome.kind === 'unclaimed' ? outcome : ended(outcome);
    },
    readClaim: (value) => read(claims, claimId(field, value), false) as Promise<Chain<Claim> | undefined>,
    async readHolder(subject, value) {
      const chain = await read(own, subject, true);
      const holds = heldBy(own.aggregate, chain?.state) === value;
      return { at: chain?.head.eventId ?? null, holds, frozen: chain?.head.frozen ?? false };
    },
    async appendClaim(value, command) {
      const outcome = await run(claims, aside(claimId(field, value), command satisfies ClaimCommand));
      if (outcome.kind === 'done') {
        metrics.claimed(command.draft.type);
        // Claims have no other states.
        return { kind: 'done', state: outcome.state as Claim };
      }
      return outcome.kind === 'refused' ? { kind: 'moved' } : ended(outcome);
    },
    async fence(subject, on) {
      const eventId = randomUUID();
      const outcome = await run(own, aside(subject), { fence: { on, eventId } });
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
        const stopClaim = claims.watchers.watch(claimId(field, value), done);
        const stopHolder = own.watchers.watch(holder, done);
      });
    },
  };
}

/** What can only come of another turn would be a defect of the lanes. */
function ended(outcome: Outcome | TurnOutcome): { readonly kind: 'ended'; readonly outcome: Outcome } {
  if (outcome.kind === 'unclaimed' || outcome.kind === 'read' || outcome.kind === 'moved')
    throw new Error(`a turn ended as ${outcome.kind}`);
  return { kind: 'ended', outcome };
}
