import type { Reading } from '@notes/kernel';
import type { Batch } from '@notes/projecting/testing';

/**
 * A batch as software read it that was there before a type: to it, the events of that type are unknown. What this software
 * then makes of what the older one has left behind is what a roll-out is about.
 */
export const asOlderSoftware = (batch: Batch, type = 'notes.NoteRevised.v1'): Batch => ({
  ...batch,
  records: batch.records.map((record) => ({ ...record, reading: withoutType(record.reading, type) })),
});

function withoutType(reading: Reading, type: string): Reading {
  if (reading.kind !== 'event' || reading.event.type !== type) return reading;
  return { kind: 'event', event: { ...reading.event, unknown: true } };
}
