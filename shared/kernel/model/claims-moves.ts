import { type Chain, type Draft, follow, type KnownEvent, stampEvent } from '@notes/kernel';
import { at } from './at.ts';
import { type ClaimScope, type ClaimsState, type ClaimWriter, taskName } from './claims-protocol.ts';
import { decideTask, heldBy, type Task, type TaskCommand, task } from './claims-tasks.ts';

/** The event of a draft on this chain. */
export const stamped = (chain: Chain | undefined, draft: Draft, eventId: string, subject: string): KnownEvent =>
  stampEvent(chain, draft, {
    ...{ eventId, subject, commandId: 'c', fingerprint: 'f', actor: 'a', traceparent: undefined },
    now: Date.parse('2026-01-31T12:00:00.000Z'),
  });

/** What the command's event on this chain takes and gives up; undefined if it does not come to an event. */
export function movedBy(
  own: Chain<Task> | undefined,
  command: TaskCommand,
): { readonly takes: string | null; readonly gives: string | null } | undefined {
  const decision = decideTask(own?.state, command);
  if (decision.kind !== 'event') return undefined;
  const after = heldBy(follow(task, own, stamped(own, decision.draft, '?', '?')).chain?.state);
  const before = heldBy(own?.state);
  return after === before ? { takes: null, gives: null } : { takes: after, gives: before };
}

/** That a task holds a value, as a bit of what a writer has seen. */
const holdsBit = ({ values }: ClaimScope, task: number, value: number): number => 1 << (task * values.length + value);
/** That the command, if it were decided now, would take the value. */
const wantsBit = ({ values, tasks }: ClaimScope, value: number): number => 1 << (tasks.length * values.length + value);

/** What is true now, as far as a refusal of the command may rest on it. */
export function witnessed(scope: ClaimScope, { tasks }: ClaimsState, { task, command }: ClaimWriter): number {
  const wanted = movedBy(at(tasks, task)[0], command)?.takes;
  let seen = 0;
  for (const [index, value] of scope.values.entries()) {
    if (command.kind === 'delete' || ('value' in command && command.value !== value)) continue;
    if (wanted === value) seen |= wantsBit(scope, index);
    for (const [other, [chain]] of tasks.entries())
      if (other !== task && heldBy(chain?.state) === value) seen |= holdsBit(scope, other, index);
  }
  return seen;
}

/** What is wrong with a refusal, for a writer who has seen this; in words. */
export function wrongRefusal(scope: ClaimScope, seen: number, holder: number, value: number): string | undefined {
  if ((seen & holdsBit(scope, holder, value)) === 0)
    return `${taskName(holder)} never held ${at(scope.values, value)} since the command arrived`;
  return (seen & wantsBit(scope, value)) === 0 ? `it never was to take ${at(scope.values, value)}` : undefined;
}

/** Who holds a value, by the ends of the chains. */
export const holdersOf = ({ tasks }: ClaimsState, value: string): number[] =>
  tasks.flatMap(([chain], task) => (heldBy(chain?.state) === value ? [task] : []));
