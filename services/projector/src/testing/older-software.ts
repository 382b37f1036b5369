import type { NoteReading } from '@notes/feature-notes/domain';
import type { Batch } from '../domain/batch.ts';

/**
 * A batch as software read it that was there before a type: to it, the events of that type are unknown. What this software
 * then makes of what the older one has left behind is what a roll-out is about.
 */
export const asOlderSoftware = (batch: Batch, type = 'notes.NoteRevised.v1'): Batch => ({
  ...batch,
  records: batch.records.map((record) => ({ ...record, reading: withoutType(record.reading, type) })),
});

function withoutType(reading: NoteReading, type: string): NoteReading {
  if (reading.kind !== 'event' || reading.event.type !== type) return reading;
  return { kind: 'event', event: { ...reading.event, unknown: true } };
}
