import { parseRecord, type Reading } from './read-record.ts';

/**
 * Names a record of the log, so that who has stored the name can tell later whether the same record is still at that
 * place: the id of the event if it reads as one, else the length and a checksum of its value (`void:<length>-<FNV-1a>`).
 * It guards against a log cut short or exchanged by accident, which needs no cryptographic digest.
 */
export function recordId(reading: Reading, value: Uint8Array | null): string {
  if (reading.kind === 'event') return reading.event.id;
  if (reading.kind === 'log-opened') return reading.id;
  return unreadId(value);
}

/** The id that a record names itself by, also if it does not read as an event; as `recordId` where it names none. */
export function idInRecord(value: Uint8Array | null): string {
  const envelope = value === null ? undefined : parseRecord(value);
  const isNamed = typeof envelope === 'object' && envelope !== null && 'id' in envelope;
  return isNamed && typeof envelope.id === 'string' ? envelope.id : unreadId(value);
}

/** What software that cannot read a record calls it. */
export const unreadId = (value: Uint8Array | null): string =>
  value === null ? 'void:none' : `void:${value.length}-${fnv1a(value)}`;

function fnv1a(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
