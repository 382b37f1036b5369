import { type EventType, eventData, LogOpenedEnvelope, logOpenedType, NoteEnvelope } from '@notes/contracts';
import { Compile } from 'typebox/compile';
import { memberText } from './member-text.ts';
import { isKnownType, type KnownEvent, type NoteEvent } from './note-event.ts';
import { envelopeOf } from './write-record.ts';

/** What a record of the topic turns out to be. Of a malformed one, why, for people. */
export type Reading =
  | { readonly kind: 'note'; readonly event: NoteEvent }
  | { readonly kind: 'log-opened'; readonly id: string; readonly epoch: string; readonly partitions: number }
  | { readonly kind: 'malformed'; readonly reason: string };

const noteEnvelope = Compile(NoteEnvelope);
const logOpened = Compile(LogOpenedEnvelope);
const dataOf = {
  'notes.NoteCreated.v1': Compile(eventData['notes.NoteCreated.v1']),
  'notes.NoteRevised.v1': Compile(eventData['notes.NoteRevised.v1']),
  'notes.NoteDeleted.v1': Compile(eventData['notes.NoteDeleted.v1']),
  'notes.NoteRestored.v1': Compile(eventData['notes.NoteRestored.v1']),
} satisfies Record<EventType, unknown>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Versions are numbers of 32 bits. */
export const lastVersion = 2_147_483_647;

/** Data of an unknown type is written on as it is, and JSON writers fail beyond some thousand levels; readers must not. */
const maxNesting = 64;

/**
 * Reads a record of the topic: well-formed is a CloudEvent in structured mode whose key is its subject, and whose data the
 * frozen schema of its type admits. Takes the raw key and value; never throws. Headers have no say.
 */
export function readRecord(key: Uint8Array | null, value: Uint8Array | null): Reading {
  if (value === null) return malformed('no value');
  const text = decode(value);
  const envelope = parse(text);
  if (envelope === undefined) return malformed('the value is not JSON in UTF-8');
  if (isLogOpened(envelope)) return readLogOpened(key, envelope);
  if (!noteEnvelope.Check(envelope)) return malformed(whyNot(noteEnvelope.Errors(envelope)));
  const { data, subject, type, time } = envelope;
  if (key === null || !spells(key, subject)) return malformed('the key is not the subject');
  const wrong = whatIsWrong(envelope);
  if (wrong !== undefined) return malformed(wrong);
  const version = Number(envelope.sequence);
  const unknown = !isKnownType(type);
  // One literal, not a spread: this is the hot path of every reader, and copying twice cost 2 µs a record.
  const event = {
    id: envelope.id,
    noteId: subject,
    version,
    previous: envelope.previous,
    commandId: envelope.commandid,
    fingerprint: envelope.fingerprint,
    actor: envelope.actor,
    time,
    traceparent: envelope.traceparent,
    type,
    data,
    dataText: memberText(text, 'data'),
  };
  return { kind: 'note', event: unknown ? { ...event, unknown } : (event as KnownEvent) };
}

/**
 * Why readers would refuse the record of an event, beside the envelope's own schema; undefined if they would not.
 */
function whatIsWrong({ id, previous, sequence, time, type, data }: NoteEnvelope): string | undefined {
  const version = Number(sequence);
  if (version > lastVersion) return '/sequence: beyond 32 bits';
  if ((version === 1) !== (previous === undefined)) return '/previous: absent exactly at sequence 1';
  if (previous === id) return '/previous: the event itself';
  if (!isInstant(time)) return '/time: no such instant';
  if (!isKnownType(type)) return nests(data, maxNesting) ? `/data: nested deeper than ${maxNesting} levels` : undefined;
  const schema = dataOf[type];
  return schema.Check(data) ? undefined : `/data${whyNot(schema.Errors(data))}`;
}

/**
 * Why readers would refuse an event that is about to be written, in the words of `readRecord`; undefined if they would not. It looks
 * at the same as they do, without the text in between.
 */
export function whyRefused(event: NoteEvent): string | undefined {
  const envelope: unknown = envelopeOf(event);
  return noteEnvelope.Check(envelope) ? whatIsWrong(envelope) : whyNot(noteEnvelope.Errors(envelope));
}

function readLogOpened(key: Uint8Array | null, envelope: unknown): Reading {
  if (!logOpened.Check(envelope)) return malformed(whyNot(logOpened.Errors(envelope)));
  if (key !== null) return malformed('LogOpened has no key');
  return { kind: 'log-opened', id: envelope.id, ...envelope.data };
}

const malformed = (reason: string): Reading => ({ kind: 'malformed', reason });

const isLogOpened = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === logOpenedType;

/** Whether a value holds objects or arrays more than `levels` deep. */
const nests = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((member) => nests(member, levels - 1)));

/**
 * The pattern admits 31 February; a database does not. Years before 1970 were never written. By arithmetic, since parsing
 * and printing every date took a tenth of a reader's time.
 */
function isInstant(time: string): boolean {
  const year = Number(time.slice(0, 4));
  const day = Number(time.slice(8, 10));
  return year >= 1970 && (day <= 28 || day <= daysIn(year, Number(time.slice(5, 7))));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether bytes are this text, which is ASCII. */
function spells(bytes: Uint8Array, text: string): boolean {
  if (bytes.length !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function decode(value: Uint8Array): string {
  try {
    return utf8.decode(value);
  } catch {
    return '';
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function whyNot(errors: readonly { readonly instancePath: string; readonly message: string }[]): string {
  const first = errors[0];
  return first === undefined ? ': not admitted' : `${first.instancePath}: ${first.message}`;
}
