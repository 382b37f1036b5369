import { at } from './at.ts';
import type { Answer, Attempt, Instance, State, Step, Told } from './protocol.ts';

/** The state with one attempt changed. */
export const withAttempt = (state: State, index: number, change: Partial<Attempt>): State => ({
  ...state,
  attempts: state.attempts.with(index, { ...at(state.attempts, index), ...change }),
});

/** The state with one instance changed. */
export const withInstance = (state: State, index: number, change: Partial<Instance>): State => ({
  ...state,
  instances: state.instances.with(index, { ...at(state.instances, index), ...change }),
});

/** The state after an attempt has ended for its client, who keeps the first thing he was told. */
export function ended(state: State, index: number, told: Told): State {
  const before = at(state.attempts, index).told;
  return withAttempt(state, index, { ...over, told: before === 'waiting' ? told : before });
}

/** What is left of an attempt that is over: only what its client was told is still of interest. */
const over = { stage: 'ended', instance: 0, barrier: 0, seen: 0, awaits: undefined } as const;

export const isActive = ({ stage }: Attempt): boolean => stage !== 'unsent' && stage !== 'ended';

const toldBy: Record<Answer['kind'], Told> = {
  accepted: 'success',
  replayed: 'success',
  unchanged: 'refusal',
  refused: 'refusal',
  overloaded: 'nothing',
  unknown: 'open',
};

/** The step that answers an attempt. A client who has given up hears nothing any more. */
export function answering(state: State, attempt: number, answer: Answer, says: () => string): Step {
  const heard = at(state.attempts, attempt).told === 'waiting';
  return { says, answers: heard ? [{ attempt, answer }] : [], state: ended(state, attempt, toldBy[answer.kind]) };
}

/** A step that answers nobody. */
export const silent = (state: State, says: () => string): Step => ({ says, answers: [], state });
