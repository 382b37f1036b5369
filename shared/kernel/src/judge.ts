import { accept, type Head, type VoidReason } from './accept.ts';
import type { AnyEvent, EventTable } from './event.ts';
import type { Reading } from './read-record.ts';

/**
 * What becomes of a record: an event that counts, with the head of its subject after it; or why it has no effect, with what
 * an operator needs to find the writer. A record that opens the log is neither.
 */
export type Judgement<Event extends AnyEvent = AnyEvent> =
  | { readonly kind: 'accepted'; readonly event: Event; readonly head: Head }
  | { readonly kind: 'void'; readonly reason: VoidReason | 'malformed'; readonly detail: string }
  | { readonly kind: 'log-opened' };

/**
 * Judges a record that was read, by the head of its subject before it: a step of every reader's fold over the log. `events`: of
 * all aggregates on the log.
 */
export function judge<Events extends EventTable>(
  events: Events,
  reading: Reading<Events>,
  headOf: (subject: string) => Head | undefined,
): Judgement<AnyEvent<Events>> {
  if (reading.kind === 'log-opened') return { kind: 'log-opened' };
  if (reading.kind === 'malformed') return { kind: 'void', reason: 'malformed', detail: reading.reason };
  const { event } = reading;
  const verdict = accept(events, headOf(event.subject), event);
  if (verdict.accepted) return { kind: 'accepted', event, head: verdict.head };
  const detail = `${event.type} ${event.id} of ${event.subject}, version ${event.version}`;
  return { kind: 'void', reason: verdict.reason, detail };
}
