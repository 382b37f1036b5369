import { accept, type Head, type Verdict } from './accept.ts';
import type { Aggregate, SubjectState } from './aggregate.ts';
import { type AnyEvent, isKnown } from './event.ts';

/**
 * A subject in memory: its head, and its state. The state of a frozen one is the last one that could be told (undefined if
 * none could), and stays behind its head. One that was only fenced has none.
 */
export type Chain<State = SubjectState> = { readonly head: Head; readonly state: State | undefined };

/** What the fold over the log needs of an aggregate. */
export type Folding<State extends SubjectState> = Pick<Aggregate<State>, 'family' | 'events' | 'evolve'>;

/** One step of the fold over the log: the verdict on the event, and the chain after it (the same one if it is void). */
export function follow<State extends SubjectState>(
  { family, events, evolve }: Folding<State>,
  chain: Chain<State> | undefined,
  event: AnyEvent,
): { readonly verdict: Verdict; readonly chain: Chain<State> | undefined } {
  const verdict = accept(events, chain?.head, event);
  if (!verdict.accepted) return { verdict, chain };
  const { head } = verdict;
  const isTold = isKnown(event) && !head.frozen && !head.absent && head.family === family;
  return { verdict, chain: { head, state: isTold ? evolve(chain?.state, event) : chain?.state } };
}
