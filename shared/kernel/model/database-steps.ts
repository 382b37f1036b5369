import { at } from './at.ts';
import { silent, withAttempt, withInstance } from './change.ts';
import { attemptName, whereOf } from './names.ts';
import type { Scope, State, Step } from './protocol.ts';

/**
 * The projector commits one more record, and what is projected is no longer retained; or its last commits are lost. Commits
 * that nobody would notice, since nobody looks up, loads or crashes, may as well come later.
 */
export function projectorSteps(scope: Scope, state: State): Step[] {
  if (!scope.projector) return [];
  const steps: Step[] = [];
  const noticed = state.attempts.some(({ stage }) => stage === 'asked' || stage === 'looked') || state.crashes > 0;
  if (noticed && state.checkpoint < state.log.length) {
    steps.push(silent(committed(state), () => `the projector commits up to ${state.checkpoint + 1}`));
  }
  for (let checkpoint = 0; state.setbacks > 0 && checkpoint < state.checkpoint; checkpoint += 1) {
    const lost = { ...state, checkpoint, setbacks: state.setbacks - 1 };
    steps.push(silent(lost, () => `the database falls back to ${checkpoint}`));
  }
  return steps;
}

/** That instances let go of what is projected at once is the worst that can happen to them: less is at hand to load from. */
function committed(state: State): State {
  const checkpoint = state.checkpoint + 1;
  const instances = state.instances.map((instance) => ({
    ...instance,
    retained: Math.max(instance.retained, checkpoint),
  }));
  return { ...state, checkpoint, instances };
}

/** The database answers a look-up. If it has fallen back below what the instance retains, the tail goes back to it. */
export const lookSteps = (scope: Scope, state: State): Step[] =>
  state.attempts.flatMap((attempt, index) => {
    if (attempt.stage !== 'asked') return [];
    const seen = state.checkpoint;
    const { tail, retained } = at(state.instances, attempt.instance);
    const back = { tail: Math.min(tail, seen), retained: Math.min(retained, seen) };
    const looked = withAttempt(state, index, { stage: 'looked', seen });
    const says = (): string => `${whereOf(state, index)} looks up ${attemptName(scope, index)} at ${seen}`;
    return [silent(seen < retained ? withInstance(looked, attempt.instance, back) : looked, says)];
  });
