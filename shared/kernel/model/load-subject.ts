import { at } from './at.ts';
import type { Histories } from './histories.ts';
import type { Instance, Scope, State } from './protocol.ts';

export type Loaded = NonNullable<Instance['subject']>;

/**
 * The subject as the attempt's instance may judge it: the one in memory, or loaded with the attempt's look-up. Undefined if the
 * look-up does not join on: what happened between it and what the instance retains, or knows the ids of, would be missing.
 */
export function loadSubject(scope: Scope, histories: Histories, state: State, attempt: number): Loaded | undefined {
  const { instance, seen } = at(state.attempts, attempt);
  const { tail, retained, subject } = at(state.instances, instance);
  if (subject !== undefined) return seen >= subject.since || scope.mutation === 'stale-look-up' ? subject : undefined;
  if (seen < retained) return undefined;
  const row = histories.chainAt(state.log, seen);
  if (scope.mutation === 'load-without-retained') return { history: row, since: seen };
  return { history: seen < tail ? histories.chainAt(state.log, tail) : row, since: seen };
}
