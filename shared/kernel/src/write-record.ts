import { type EventEnvelope, type LogOpenedEnvelope, logOpenedType } from '@notes/contracts';
import { type AnyEvent, familyOf } from './event.ts';

/**
 * The value of an event's record: a CloudEvent in structured mode, as JSON text. A `RecordReader` reads it back, and an event that was
 * read is written with the very data that it had.
 */
export function writeEvent(event: AnyEvent): string {
  const envelope = envelopeOf(event);
  if (event.dataText === undefined) return JSON.stringify(envelope);
  const { data: _, ...rest } = envelope;
  return `${JSON.stringify(rest).slice(0, -1)},"data":${event.dataText}}`;
}

/** The event as a CloudEvent. */
export const envelopeOf = (event: AnyEvent): EventEnvelope => ({
  specversion: '1.0',
  id: event.id,
  source: `/${familyOf(event.type)}`,
  type: event.type,
  subject: event.subject,
  time: event.time,
  sequence: String(event.version),
  ...(event.previous === undefined ? {} : { previous: event.previous }),
  commandid: event.commandId,
  fingerprint: event.fingerprint,
  actor: event.actor,
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  datacontenttype: 'application/json',
  data: event.data,
});

/** The value of a partition's first record. */
export function writeLogOpened(opened: { id: string; time: string; epoch: string; partitions: number }): string {
  const envelope: LogOpenedEnvelope = {
    specversion: '1.0',
    id: opened.id,
    source: '/notes',
    type: logOpenedType,
    time: opened.time,
    datacontenttype: 'application/json',
    data: { epoch: opened.epoch, partitions: opened.partitions },
  };
  return JSON.stringify(envelope);
}
