import { type Chain, type Folding, follow, type KnownEvent, type SubjectState } from '@notes/kernel';
import { type Claim, nextStep, type Step, type UniqueWrite, withHolder, withoutClaim } from '@notes/kernel/claims';
import type { ClaimMutation } from './claims-protocol.ts';
import type { Task } from './claims-tasks.ts';

/** The next step, with a rule left out. */
export function stepBy(mutation: ClaimMutation | undefined, write: UniqueWrite): Step {
  const step = nextStep(write, true);
  const isOwn = write.claim?.chain?.state?.holder === write.subject;
  if (mutation === 'never-overdue' && step.kind === 'fence') return nextStep(withoutClaim(write), true);
  if (mutation === 'no-fence' && step.kind === 'fence')
    return nextStep(withHolder(write, { at: 'elsewhere', holds: false, frozen: false }), true);
  if (mutation === 'place-read-later' && isOwn && step.kind === 'prove') return { kind: 'append', on: write.at };
  if (step.kind === 'prove' && mutation === (isOwn ? 'renewal-unproved' : 'refusal-unproved'))
    return nextStep({ ...write, proved: true }, true);
  return step;
}

/** The rule of the log; with the rule left out, what arrives is taken as if it had been decided on what is there. */
export function followed<S extends SubjectState>(
  mutation: ClaimMutation | undefined,
  aggregate: Folding<Claim> | Folding<Task>,
  chain: Chain<S> | undefined,
  event: KnownEvent,
): Chain<SubjectState> {
  const here = { previous: chain?.head.eventId, version: (chain?.head.version ?? 0) + 1 };
  const placed = mutation === 'no-chain-rule' ? { ...event, ...here } : event;
  const { verdict, chain: next } = follow(aggregate as Folding<SubjectState>, chain, placed);
  if (next === undefined || !(verdict.accepted || mutation === 'no-chain-rule'))
    throw new Error(`what is possible is accepted: ${event.id}`);
  return next;
}
