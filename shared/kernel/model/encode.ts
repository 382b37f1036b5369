import { at } from './at.ts';
import { isActive } from './change.ts';
import { commandOf } from './histories.ts';
import type { Attempt, Instance, Scope, Stage, State } from './protocol.ts';

const stages: Record<Stage, number> = { unsent: 0, asked: 1, looked: 2, appended: 3, ended: 4 };

/**
 * A state as a short text of small numbers. What can no longer make a difference is left out, so that fewer states need to be
 * told apart:
 * - an instance that serves no attempt and will get none;
 * - the part of the log that nobody will look at again, but for the chain that it made: offsets count from its end;
 * - how old a look-up is, beyond whether it is too old (as long as no setback can make it young again, and all rules hold);
 * - what clients were told of an attempt once no event can come into the log any more that would give it the lie.
 */
export function encode(scope: Scope, state: State): string {
  const exact = scope.setbacks > 0 || scope.mutation !== undefined;
  const used = usedInstances(state);
  const ages = state.attempts.map((attempt) => (exact ? attempt.seen : age(state, attempt)));
  const start = firstInUse(state, used, ages, exact);
  const code = [state.duplicates, start === 0 ? 0 : at(state.log, start - 1).chain.id];
  for (let offset = start; offset < state.log.length; offset += 1) code.push(at(state.log, offset).event.id);
  code.push(0);
  for (const events of state.requests) {
    code.push(events.length);
    for (const { id } of events) code.push(id);
  }
  code.push(0);
  if (used.length > 0) code.push(state.checkpoint - start, state.crashes, state.setbacks);
  for (const index of used) pushInstance(code, at(state.instances, index), start, exact);
  for (let index = 0; index < state.attempts.length; index += 1) {
    const attempt = at(state.attempts, index);
    if (isActive(attempt)) pushActive(code, attempt, start, at(ages, index));
    else code.push(attempt.stage === 'ended' ? 4 + 5 * toldOf(scope, state, index) : 0);
  }
  return String.fromCharCode(...code);
}

/** Those that serve an attempt, or may get one. */
function usedInstances(state: State): number[] {
  const all = [...state.instances.keys()];
  if (state.attempts.some(({ stage }) => stage === 'unsent')) return all;
  return all.filter((index) => state.attempts.some((attempt) => attempt.instance === index && isActive(attempt)));
}

/**
 * The offset that stands for that of the look-up: one for all that are too old, and for a subject in memory, which covers
 * everything since it was loaded, one for all that are not, and do not run ahead of it.
 */
function age(state: State, { stage, instance, seen }: Attempt): number {
  if (stage !== 'looked' && stage !== 'appended') return state.log.length;
  const { tail, retained, subject } = at(state.instances, instance);
  if (seen < (subject?.since ?? retained)) return -1;
  return subject === undefined ? seen : Math.max(seen, tail);
}

/** The least offset that anybody may still look at. */
function firstInUse(state: State, used: readonly number[], ages: readonly number[], exact: boolean): number {
  let start = used.length > 0 ? state.checkpoint : state.log.length;
  for (const index of used) {
    const { tail, subject } = at(state.instances, index);
    start = Math.min(start, tail, exact ? (subject?.since ?? tail) : tail);
  }
  for (const [index, attempt] of state.attempts.entries()) {
    const seen = at(ages, index);
    if (isActive(attempt)) start = Math.min(start, attempt.barrier, seen < 0 ? start : seen);
  }
  return start;
}

/** What the client was told of an attempt that is over, as far as the properties may still ask for it. */
function toldOf(scope: Scope, state: State, index: number): number {
  const { told, afterwards } = at(state.attempts, index);
  if (told !== 'refusal' && told !== 'nothing') return 0;
  const own = state.requests.some((events) => events.some(({ attempt }) => attempt === index));
  return Number(own) + 2 * Number(afterwards && told === 'refusal' && mayCount(scope, state, commandOf(scope, index)));
}

/** Whether an event of the command may still come into the log. */
const mayCount = (scope: Scope, state: State, command: number): boolean =>
  state.requests.some((events) => events.some((event) => event.command === command)) ||
  state.attempts.some((attempt, index) => isActive(attempt) && commandOf(scope, index) === command);

function pushInstance(code: number[], { tail, retained, subject }: Instance, start: number, exact: boolean): void {
  code.push(tail - start, retained - start);
  if (subject === undefined) code.push(0);
  else code.push(subject.history.id, exact ? subject.since - start : 0);
}

function pushActive(code: number[], attempt: Attempt, start: number, age: number): void {
  const { stage, told, instance, barrier, afterwards, awaits } = attempt;
  const tag = stages[stage] + 5 * Number(told === 'waiting') + 10 * Number(afterwards);
  code.push(tag, instance, barrier - start, age < 0 ? 0 : age - start + 1, awaits?.id ?? 0);
}
