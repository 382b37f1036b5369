import { deadlineSteps, sendSteps } from './client-steps.ts';
import { lookSteps, projectorSteps } from './database-steps.ts';
import { encode } from './encode.ts';
import type { Model } from './explore.ts';
import { createHistories, type Histories } from './histories.ts';
import { instanceSteps } from './instance-steps.ts';
import { laneSteps } from './lane-steps.ts';
import { arriveSteps } from './log-steps.ts';
import { wrongEnd, wrongStep } from './properties.ts';
import type { Attempt, LogRecord, Scope, State, Step } from './protocol.ts';

/** The protocol within the scope, ready to be explored: all that can happen, and what must hold of it. */
export function protocolModel(scope: Scope): Model<State, Step> {
  const histories = createHistories(scope);
  return {
    first: firstState(scope, histories),
    encode: (state) => encode(scope, state),
    steps: (state) => [
      ...laneSteps(scope, histories, state),
      ...arriveSteps(scope, histories, state),
      ...instanceSteps(scope, histories, state),
      ...lookSteps(scope, state),
      ...sendSteps(scope, state),
      ...projectorSteps(scope, state),
      ...deadlineSteps(scope, state),
    ],
    wrongStep: (before, step) => wrongStep(scope, histories, before, step),
    wrongEnd: (state) => wrongEnd(scope, state),
  };
}

const unsent: Attempt = {
  stage: 'unsent',
  told: 'waiting',
  instance: 0,
  barrier: 0,
  afterwards: false,
  seen: 0,
  awaits: undefined,
};

function firstState(scope: Scope, histories: Histories): State {
  const instance = { tail: 0, retained: 0, subject: undefined };
  return {
    log: logBefore(scope, histories),
    requests: [],
    checkpoint: 0,
    instances: [instance, instance],
    attempts: scope.attempts.map(() => unsent),
    crashes: scope.crashes,
    duplicates: scope.duplicates,
    setbacks: scope.setbacks,
  };
}

/** The records that made the subject as it is found. */
function logBefore(scope: Scope, histories: Histories): readonly LogRecord[] {
  let log: readonly LogRecord[] = [];
  for (const index of scope.before.keys()) {
    const event = histories.event(histories.chainAt(log, log.length), scope.attempts.length + index);
    if (event === undefined) throw new Error('the subject cannot have come about like this');
    log = histories.append(log, [event]);
  }
  return log;
}
