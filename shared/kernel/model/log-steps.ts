import { ended } from './change.ts';
import type { Histories } from './histories.ts';
import { eventNames } from './names.ts';
import type { Decided, Scope, State, Step } from './protocol.ts';

/** A request in flight arrives, for good or, while there are duplicates left, so that it will arrive again. */
export const arriveSteps = (scope: Scope, histories: Histories, state: State): Step[] =>
  state.requests.flatMap((events, index) => {
    const arrived = { ...state, log: histories.append(state.log, events) };
    const once = { ...arrived, requests: state.requests.toSpliced(index, 1) };
    const says = (): string => `the log takes ${eventNames(events)}`;
    const again = { ...arrived, duplicates: state.duplicates - 1 };
    return [
      acknowledged(scope, once, events, says),
      ...(state.duplicates > 0 ? [acknowledged(scope, again, events, () => `${says()}, not for the last time`)] : []),
    ];
  });

/** The log's acknowledgement answers nobody: a record in the log may be void. With the mutation it answers. */
function acknowledged(scope: Scope, state: State, events: readonly Decided[], says: () => string): Step {
  if (scope.mutation !== 'answer-on-acknowledgement') return { says, answers: [], state };
  const waiting = events.filter(({ attempt, id }) => state.attempts[attempt]?.awaits?.id === id);
  return {
    says,
    answers: waiting.map(({ attempt, event }) => ({ attempt, answer: { kind: 'accepted', version: event.version } })),
    state: waiting.reduce((after, { attempt }) => ended(after, attempt, 'success'), state),
  };
}
