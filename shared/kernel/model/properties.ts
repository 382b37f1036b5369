import { at } from './at.ts';
import { isActive } from './change.ts';
import { commandOf, type Histories, type Judgement } from './histories.ts';
import { answerName, attemptName, eventName } from './names.ts';
import type { Answer, Decided, LogRecord, Scope, State, Step } from './protocol.ts';

/** What is wrong with a step, in words: with an event that it made part of the chain, or with an answer that it gave. */
export function wrongStep(scope: Scope, histories: Histories, before: State, step: Step): string | undefined {
  for (let offset = before.log.length; offset < step.state.log.length; offset += 1) {
    const wrong = wrongRecord(scope, histories, before, step.state.log, offset);
    if (wrong !== undefined) return wrong;
  }
  for (const { attempt, answer } of step.answers) {
    const wrong = wrongAnswer(scope, histories, before, step.state.log, attempt, answer);
    if (wrong !== undefined) return `${attemptName(scope, attempt)}, ${answerName(answer)}: ${wrong}`;
  }
  return undefined;
}

/** Every attempt ends in an answer, unless its instance crashed. */
export function wrongEnd(scope: Scope, state: State): string | undefined {
  const stuck = state.attempts.findIndex(isActive);
  return stuck < 0 ? undefined : `${attemptName(scope, stuck)} is never answered`;
}

/**
 * An accepted event is what one all-knowing service would have done at its place in the chain: so no command counts twice,
 * no precondition is passed by, versions have no gap. And it is not the work of an attempt that was said to have done nothing.
 */
function wrongRecord(
  scope: Scope,
  histories: Histories,
  state: State,
  log: readonly LogRecord[],
  offset: number,
): string | undefined {
  const chain = histories.chainAt(log, offset);
  const { event: record, chain: after } = at(log, offset);
  if (after === chain) return undefined;
  const name = eventName(record);
  const due = histories.judge(chain, record.command);
  if (due.kind === 'replay') return `${name} is accepted, but its command was accepted before`;
  if (due.kind !== 'event') return `${name} is accepted, but at its place the command comes to ${describe(due)}`;
  if (due.draft.type !== record.event.type) return `${name} is accepted, but is not what was due`;
  if (record.event.version !== chain.events.length + 1) return `${name} is accepted and leaves a gap`;
  const { told } = at(state.attempts, record.attempt);
  if (told === 'refusal' || told === 'nothing') return `${name} is accepted, but its attempt was said to do nothing`;
  return refusedAfterwards(scope, state, record)
    ? `${name} is accepted, but a repeat, sent when nothing was under way any more, has been refused`
    : undefined;
}

/** Whether the client, after he knew no more of the record's attempt, sent the command again and was refused. */
const refusedAfterwards = (scope: Scope, state: State, record: Decided): boolean =>
  state.attempts.some(
    ({ told, afterwards }, index) =>
      index > record.attempt && commandOf(scope, index) === record.command && told === 'refusal' && afterwards,
  );

/** A success is on the chain, with its version. A refusal was due at some moment between arrival and answer. */
function wrongAnswer(
  scope: Scope,
  histories: Histories,
  before: State,
  log: readonly LogRecord[],
  attempt: number,
  answer: Answer,
): string | undefined {
  const command = commandOf(scope, attempt);
  const chain = histories.chainAt(log, log.length);
  switch (answer.kind) {
    case 'accepted':
    case 'replayed':
      return chain.events[answer.version - 1]?.command === command ? undefined : 'but the chain does not hold it';
    case 'overloaded':
      return chain.events.some((event) => event.attempt === attempt) ? 'but it did something' : undefined;
    case 'unknown':
      return undefined;
    default:
      return wasDue(histories, command, log, at(before.attempts, attempt).barrier, answer)
        ? undefined
        : 'which it did not deserve at any moment since it arrived';
  }
}

function wasDue(
  histories: Histories,
  command: number,
  log: readonly LogRecord[],
  arrived: number,
  answer: Answer,
): boolean {
  for (let length = arrived; length <= log.length; length += 1) {
    if (sameAnswer(histories.judge(histories.chainAt(log, length), command), answer)) return true;
  }
  return false;
}

const sameAnswer = (due: Judgement, answer: Answer): boolean =>
  (due.kind === 'refused' && answer.kind === 'refused' && due.why === answer.why) ||
  (due.kind === 'unchanged' && answer.kind === 'unchanged' && due.version === answer.version);

const describe = (due: Judgement): string => (due.kind === 'refused' ? `a refusal: ${due.why}` : due.kind);
