import { at } from './at.ts';
import { allCommands, commandOf } from './histories.ts';
import type { Answer, Decided, Scope, State } from './protocol.ts';

export const instanceName = (instance: number): string => `instance ${'AB'[instance] ?? instance}`;

/** `rename`, or for a second attempt `rename (attempt 2)`. */
export function attemptName(scope: Scope, index: number): string {
  const command = commandOf(scope, index);
  const nth = scope.attempts.slice(0, index + 1).filter((attempt) => attempt.command === command).length;
  const { name } = at(allCommands(scope), command);
  return nth > 1 ? `${name} (attempt ${nth})` : name;
}

/** An event with its place in the chain: `rename v2 after create/1`. */
export const eventName = ({ event }: Decided): string =>
  `${event.id} v${event.version}${event.previous === undefined ? '' : ` after ${event.previous}`}`;

export const eventNames = (events: readonly Decided[]): string => events.map(eventName).join(', ');

export function answerName(answer: Answer): string {
  switch (answer.kind) {
    case 'refused':
      return `refused: ${answer.why}`;
    case 'accepted':
    case 'replayed':
    case 'unchanged':
      return `${answer.kind}, version ${answer.version}`;
    default:
      return answer.kind;
  }
}

/** Where a step takes place. */
export const whereOf = (state: State, index: number): string => instanceName(at(state.attempts, index).instance);
