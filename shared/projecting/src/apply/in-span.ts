import { isSampled } from '@notes/contracts';
import { describeError, type Tracer } from '@notes/service';
import type { Batch } from '../domain/batch.ts';

/** As many as OpenTelemetry's libraries keep by default. */
const maxLinks = 128;

/**
 * Does the work, a transaction that applies the batches, in a span, if it has events whose traces are kept. It is part of the trace of the
 * first of them, and links to those of the others, to 127 at most: a trace of its own would be kept or not by chance. Resolves and
 * rejects as the work does, which gets the name of the span.
 */
export async function inSpan<T>(
  tracer: Tracer,
  batches: readonly Batch[],
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  const [parent, ...links] = traceparentsOf(batches);
  if (parent === undefined) return work(undefined);
  const span = tracer.start('apply records', {
    kind: 'consumer',
    headers: { traceparent: parent },
    links,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.batch.message_count': batches.reduce((sum, { records }) => sum + records.length, 0),
      'notes.partitions': batches.map(({ partition }) => partition),
    },
  });
  try {
    const result = await work(span.traceparent);
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
      const traceparent = reading.kind === 'event' ? reading.event.traceparent : undefined;
      if (traceparent !== undefined && isSampled(traceparent)) found.add(traceparent);
    }
  }
  return [...found];
}
