import type { Tracer } from '@notes/service';
import type { Entry } from '../domain/entry.ts';

/**
 * A span of an event that has been pushed just now, until its frames are written: one for all subscribers of this process, as a part of the
 * request that wrote the event.
 */
export function traceDelivery(
  tracer: Tracer,
  partition: number,
  { traceparent = '', pos, event }: Pick<Entry, 'traceparent' | 'pos' | 'event'>,
  subscribers: number,
): void {
  const span = tracer.start('deliver', {
    kind: 'consumer',
    headers: { traceparent },
    attributes: {
      'notes.event': event,
      'notes.partition': partition,
      'notes.offset': pos,
      'notes.subscribers': subscribers,
    },
  });
  // Outboxes write in this phase, too, and have asked for it before.
  setImmediate(() => span.end());
}
