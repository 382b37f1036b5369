import { describeError, type Tracer } from '@notes/service';
import type { Batch } from '../domain/batch.ts';

/** As many as OpenTelemetry's libraries keep by default. */
const maxLinks = 128;

/**
 * Does the work, a transaction that applies the batches, in a span of its own. A transaction takes the events of many traces, so it is
 * part of none of them and links to each, to 128 at most. Resolves and rejects as the work does.
 */
export async function inSpan<T>(tracer: Tracer, batches: readonly Batch[], work: () => Promise<T>): Promise<T> {
  const span = tracer.start('apply records', {
    kind: 'consumer',
    links: traceparentsOf(batches),
    attributes: {
      'messaging.system': 'kafka',
      'messaging.batch.message_count': batches.reduce((sum, { records }) => sum + records.length, 0),
      'notes.partitions': batches.map(({ partition }) => partition),
    },
  });
  try {
    const result = await work();
    span.end();
    return result;
  } catch (error) {
    span.end({}, { reason: describeError(error) });
    throw error;
  }
}

/** Each once: the events of one request have one traceparent. */
function traceparentsOf(batches: readonly Batch[]): string[] {
  const found = new Set<string>();
  for (const { records } of batches) {
    for (const { reading } of records) {
      if (found.size === maxLinks) return [...found];
      if (reading.kind === 'event' && reading.event.traceparent !== undefined) found.add(reading.event.traceparent);
    }
  }
  return [...found];
}
