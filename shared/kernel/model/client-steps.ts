import { at } from './at.ts';
import { answering, isActive, silent, withAttempt } from './change.ts';
import { attemptName, instanceName } from './names.ts';
import type { Attempt, Scope, State, Step } from './protocol.ts';

/** A client sends a command, for the first time or again, whether or not its earlier attempts have ended. */
export const sendSteps = (scope: Scope, state: State): Step[] =>
  state.attempts.flatMap((attempt, index) => {
    if (attempt.stage !== 'unsent') return [];
    const before = earlier(scope, state, index);
    if (before.some(({ stage }) => stage === 'unsent')) return [];
    return at(scope.attempts, index).at.map((instance) => send(scope, state, index, instance, before));
  });

function send(scope: Scope, state: State, index: number, instance: number, before: readonly Attempt[]): Step {
  const sent = withAttempt(state, index, {
    stage: scope.projector ? 'asked' : 'looked',
    instance,
    barrier: state.log.length,
    afterwards: before.length > 0 && before.every(({ told }) => told !== 'waiting'),
  });
  return silent(sent, () => `${attemptName(scope, index)} arrives at ${instanceName(instance)}`);
}

const earlier = (scope: Scope, state: State, index: number): readonly Attempt[] =>
  state.attempts.filter((_, i) => i < index && at(scope.attempts, i).command === at(scope.attempts, index).command);

/**
 * The deadline of an attempt passes. What is undecided stays undecided; what was not appended never will be. An attempt whose
 * look-up is not back is left waiting instead: to the others it is as if it had not been sent.
 */
export const deadlineSteps = (scope: Scope, state: State): Step[] =>
  state.attempts.flatMap((attempt, index) => {
    if (!scope.deadlines || !isActive(attempt) || attempt.stage === 'asked' || attempt.told !== 'waiting') return [];
    const says = (): string => `the deadline of ${attemptName(scope, index)} passes`;
    const undecided = attempt.stage === 'appended' && scope.mutation !== 'nothing-at-deadline';
    if (!undecided) return [answering(state, index, { kind: 'overloaded' }, says)];
    if (scope.mutation === 'decide-after-deadline') return [goOnUnheard(state, index, says)];
    return [answering(state, index, { kind: 'unknown' }, says)];
  });

/** The mutation: the client is told, but the attempt lives on. */
const goOnUnheard = (state: State, index: number, says: () => string): Step => ({
  says,
  answers: [{ attempt: index, answer: { kind: 'unknown' } }],
  state: withAttempt(state, index, { told: 'open' }),
});
