import { at } from './at.ts';
import type { Histories } from './histories.ts';
import type { Instance, Scope, State } from './protocol.ts';

export type Note = NonNullable<Instance['note']>;

/**
 * The note as the attempt's instance may judge it: the one in memory, or loaded with the attempt's look-up. Undefined if the
 * look-up does not join on: what happened between it and what the instance retains, or knows the ids of, would be missing.
 */
export function loadNote(scope: Scope, histories: Histories, state: State, attempt: number): Note | undefined {
  const { instance, seen } = at(state.attempts, attempt);
  const { tail, retained, note } = at(state.instances, instance);
  if (note !== undefined) return seen >= note.since || scope.mutation === 'stale-look-up' ? note : undefined;
  if (seen < retained) return undefined;
  const row = histories.chainAt(state.log, seen);
  if (scope.mutation === 'load-without-retained') return { history: row, since: seen };
  return { history: seen < tail ? histories.chainAt(state.log, tail) : row, since: seen };
}
