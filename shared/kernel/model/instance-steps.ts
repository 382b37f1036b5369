import { at } from './at.ts';
import { answering, ended, isActive, silent, withAttempt, withInstance } from './change.ts';
import type { Histories } from './histories.ts';
import { eventName, instanceName } from './names.ts';
import type { Decided, Scope, Stage, State, Step } from './protocol.ts';

/**
 * What an instance does besides serving its attempts: it reads on, evicts, or crashes. One that serves none neither reads nor
 * evicts here: it may as well do so after the next attempt has arrived.
 */
export const instanceSteps = (scope: Scope, histories: Histories, state: State): Step[] =>
  state.instances.flatMap((_, index) => [
    ...(isIdle(state, index) ? [] : readSteps(histories, state, index)),
    ...(isIdle(state, index) || !scope.projector ? [] : evictSteps(state, index)),
    ...(state.crashes > 0 ? [crash(state, index)] : []),
  ]);

const isIdle = (state: State, index: number): boolean =>
  !state.attempts.some((attempt) => attempt.instance === index && isActive(attempt));

/** The tail reads one record, applies it to the subject if that is in memory, and answers whoever awaits it. */
function readSteps(histories: Histories, state: State, index: number): Step[] {
  const { tail, subject } = at(state.instances, index);
  const record = state.log[tail];
  if (record === undefined) return [];
  const { event } = record;
  const says = (): string => `${instanceName(index)} reads ${eventName(event)}`;
  if (subject === undefined) return [silent(withInstance(state, index, { tail: tail + 1 }), says)];
  const history = histories.follow(subject.history, event);
  const after = withInstance(state, index, { tail: tail + 1, subject: { ...subject, history } });
  return [settled(after, event, index, history !== subject.history, says)];
}

function settled(state: State, record: Decided, index: number, accepted: boolean, says: () => string): Step {
  const waiting = state.attempts[record.attempt];
  if (waiting?.awaits !== record || waiting.instance !== index) return silent(state, says);
  if (!accepted) return silent(withAttempt(state, record.attempt, { stage: 'looked', awaits: undefined }), says);
  return answering(state, record.attempt, { kind: 'accepted', version: record.event.version }, says);
}

const pins: ReadonlySet<Stage> = new Set(['looked', 'appended']);

/** A subject is pinned in memory while it is in use: else nobody could judge what is read back. */
function evictSteps(state: State, index: number): Step[] {
  const inUse = state.attempts.some(({ stage, instance }) => pins.has(stage) && instance === index);
  if (inUse || at(state.instances, index).subject === undefined) return [];
  return [
    silent(withInstance(state, index, { subject: undefined }), () => `${instanceName(index)} evicts the subject`),
  ];
}

/** All memory is lost; what was sent may still arrive. The next process reads the log from the projector's checkpoint. */
function crash(state: State, index: number): Step {
  const { checkpoint } = state;
  const anew = withInstance(state, index, { tail: checkpoint, retained: checkpoint, subject: undefined });
  const lost = state.attempts.flatMap((attempt, i) => (isActive(attempt) && attempt.instance === index ? [i] : []));
  const after = lost.reduce((s, i) => ended(s, i, 'open'), anew);
  return silent({ ...after, crashes: state.crashes - 1 }, () => `${instanceName(index)} crashes and starts again`);
}
