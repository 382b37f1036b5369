import { at } from './at.ts';
import { answering, silent, withAttempt, withInstance } from './change.ts';
import { commandOf, type Histories, type Judgement } from './histories.ts';
import { type Loaded, loadSubject } from './load-subject.ts';
import { answerName, attemptName, eventNames, instanceName } from './names.ts';
import type { Decided, Scope, State, Step } from './protocol.ts';

/**
 * The lane of the subject on each instance: the attempts whose look-up is here are judged, in any order, as long as no append
 * of the lane is undecided.
 */
export const laneSteps = (scope: Scope, histories: Histories, state: State): Step[] =>
  state.instances.flatMap((_, index) => {
    const here = state.attempts.map(({ stage, instance }) => (instance === index ? stage : 'unsent'));
    if (here.includes('appended')) return [];
    return here.flatMap((stage, attempt) => (stage === 'looked' ? judgeSteps(scope, histories, state, attempt) : []));
  });

function judgeSteps(scope: Scope, histories: Histories, state: State, attempt: number): Step[] {
  const { instance } = at(state.attempts, attempt);
  const subject = loadSubject(scope, histories, state, attempt);
  if (subject === undefined) {
    const again = withAttempt(state, attempt, { stage: 'asked', seen: 0 });
    return [silent(again, () => `the look-up of ${attemptName(scope, attempt)} is too old: it asks again`)];
  }
  const loaded = withInstance(state, instance, { subject });
  const judgement = judge(scope, histories, state, subject, attempt);
  if (judgement.kind !== 'event') return answerSteps(scope, loaded, attempt, judgement);
  return groupsFrom(scope, histories, loaded, subject, attempt).map((events) =>
    append(scope, loaded, instance, events),
  );
}

/** The replay check, then the domain. The ids on the chain are known from the journal, up to the look-up, and from memory. */
function judge(scope: Scope, histories: Histories, state: State, subject: Loaded, attempt: number): Judgement {
  const command = commandOf(scope, attempt);
  if (scope.mutation === 'no-replay-check') return histories.decide(subject.history, command);
  const journal = histories.chainAt(state.log, at(state.attempts, attempt).seen);
  const beforeMemory = histories.chainAt(state.log, subject.since).events.length;
  const known = [...journal.events, ...subject.history.events.slice(beforeMemory)];
  const first = known.find((decided) => decided.command === command);
  return first === undefined
    ? histories.decide(subject.history, command)
    : { kind: 'replay', version: first.event.version };
}

/** A replay proves itself. A refusal waits until the tail is where the log ended when the attempt arrived, or later. */
function answerSteps(
  scope: Scope,
  state: State,
  attempt: number,
  judgement: Exclude<Judgement, { kind: 'event' }>,
): Step[] {
  const { instance, barrier } = at(state.attempts, attempt);
  const proved = scope.mutation === 'no-barrier' || at(state.instances, instance).tail >= barrier;
  if (judgement.kind !== 'replay' && !proved) return [];
  const answer = judgement.kind === 'replay' ? ({ ...judgement, kind: 'replayed' } as const) : judgement;
  const says = (): string => `${instanceName(instance)} answers ${attemptName(scope, attempt)}: ${answerName(answer)}`;
  return [answering(state, attempt, answer, says)];
}

/**
 * The groups that may be appended together, the attempt's event first and each further one decided on the one before. A
 * further attempt must come to an event on the confirmed subject, too. Else a group whose outcome is unknown could still do what
 * a repeat of that attempt has been refused in the meantime, on a chain that did not yet hold the event before it.
 */
function groupsFrom(scope: Scope, histories: Histories, state: State, subject: Loaded, first: number): Decided[][] {
  const isEvent = (attempt: number): boolean =>
    judge(scope, histories, state, subject, attempt).kind === 'event' || scope.mutation === 'decide-together-freely';
  const { instance } = at(state.attempts, first);
  const others = state.attempts.flatMap((other, i) => {
    const joins = other.stage === 'looked' && other.instance === instance && i !== first;
    return joins && loadSubject(scope, histories, state, i) === subject && isEvent(i) ? [i] : [];
  });
  return extendGroup(scope, histories, subject, [], [first, ...others], 1);
}

/** All ways to go on with the group: the next is one of the first `choices` candidates. Every group on the way counts. */
function extendGroup(
  scope: Scope,
  histories: Histories,
  subject: Loaded,
  group: readonly Decided[],
  candidates: readonly number[],
  choices = candidates.length,
): Decided[][] {
  const { history } = subject;
  return candidates.slice(0, choices).flatMap((attempt) => {
    if (group.some(({ command }) => command === commandOf(scope, attempt))) return [];
    const event = histories.event(history, attempt);
    if (event === undefined) return [];
    const longer = [...group, event];
    const after = { ...subject, history: histories.follow(history, event) };
    const rest = candidates.filter((other) => other !== attempt);
    return [longer, ...extendGroup(scope, histories, after, longer, rest)];
  });
}

function append(scope: Scope, state: State, instance: number, events: readonly Decided[]): Step {
  const waiting = events.reduce(
    (after, event) => withAttempt(after, event.attempt, { stage: 'appended', awaits: event }),
    state,
  );
  const requests = [...state.requests, events].sort((a, b) => at(a, 0).id - at(b, 0).id);
  const who = events.map(({ attempt }) => attemptName(scope, attempt)).join(' and ');
  return silent({ ...waiting, requests }, () => `${instanceName(instance)} decides ${who}: ${eventNames(events)}`);
}
