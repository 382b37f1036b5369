import { accept, type Head, type Verdict } from './accept.ts';
import { evolve, type NoteState } from './evolve.ts';
import { isKnown, type NoteEvent } from './note-event.ts';

/**
 * A note in memory: its head, and its state. The state of a frozen note is the last one that could be told (undefined if
 * none could), and stays behind its head.
 */
export type Chain = { readonly head: Head; readonly state: NoteState | undefined };

/** One step of the fold over the log: the verdict on the event, and the chain after it (the same one if it is void). */
export function follow(
  chain: Chain | undefined,
  event: NoteEvent,
): { readonly verdict: Verdict; readonly chain: Chain | undefined } {
  const verdict = accept(chain?.head, event);
  if (!verdict.accepted) return { verdict, chain };
  const state = verdict.head.frozen || !isKnown(event) ? chain?.state : evolve(chain?.state, event);
  return { verdict, chain: { head: verdict.head, state } };
}
