import { type EventEnvelope, eventEnvelope, LogOpenedEnvelope, logOpenedType } from '@notes/contracts';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AnyEvent, KnownEvent } from './event.ts';
import { type EventTable, familyOf } from './event.ts';
import { memberText } from './member-text.ts';
import { partitionOf } from './partition-of.ts';
import { envelopeOf } from './write-record.ts';

/** What a record of the topic turns out to be. Of a malformed one, why, for people. */
export type Reading<Events extends EventTable = EventTable> =
  | { readonly kind: 'event'; readonly event: AnyEvent<Events> }
  | LogOpened
  | Malformed;

export type LogOpened = {
  readonly kind: 'log-opened';
  readonly id: string;
  readonly epoch: string;
  readonly partitions: number;
};

type Malformed = { readonly kind: 'malformed'; readonly reason: string };

/** A record where it stands. */
type PlacedRecord = {
  readonly partition: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  /** Why the record cannot be had, if it cannot; then it has neither key nor value. */
  readonly unreadable?: string | undefined;
};

/** Reads the records of a log. Nothing here throws. */
export type RecordReader<Events extends EventTable = EventTable> = {
  /** The event types of all aggregates on the log. */
  readonly events: EventTable;
  /**
   * Reads a record of the topic: well-formed is a CloudEvent in structured mode whose key is its subject, and whose data the
   * frozen schema of its type admits. Takes the raw key and value. Headers have no say.
   */
  read(key: Uint8Array | null, value: Uint8Array | null): Reading<Events>;
  /**
   * Reads a record where it stands: an event in another partition than its subject's is malformed. The order of two partitions
   * is nobody's to say, so readers that took it for one of the subject's events could disagree about what came first. So is
   * what cannot be had.
   */
  readPlaced(record: PlacedRecord, partitions: number): Reading<Events>;
  /**
   * Why readers would refuse an event that is about to be written, in the words of `read`; undefined if they would not. It
   * looks at the same as they do, without the text in between.
   */
  whyRefused(event: AnyEvent): string | undefined;
};

const logOpened = Compile(LogOpenedEnvelope);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Versions are numbers of 32 bits. */
export const lastVersion = 2_147_483_647;

/** Data of an unknown type is written on as it is, and JSON writers fail beyond some thousand levels; readers must not. */
const maxNesting = 64;

/** What a reader knows of a type: its one text, the source of its events, and the check of their data. */
type Kind = ReturnType<typeof kindOf>;
const kindOf = (type: string, schema: TSchema) => ({ type, source: sourceOf(type), check: Compile(schema) });
const sourceOf = (type: string): string => `/${familyOf(type)}`;

/** The reader of the records of these aggregates, which share a log. Made once: it compiles the schemas. */
export function recordReader<Events extends EventTable>(
  ...aggregates: readonly { readonly family: string; readonly events: Events }[]
): RecordReader<Events> {
  const events: Events = Object.assign({}, ...aggregates.map((aggregate) => aggregate.events));
  const envelopes = Compile(eventEnvelope(...aggregates.map(({ family }) => family)));
  const kinds = new Map(Object.entries(events).map(([type, { schema }]) => [type, kindOf(type, schema)]));

  /** Why readers would refuse the record of an event, beside the envelope's own schema. */
  function whatIsWrong(
    { id, source, previous, sequence, time, type, data }: EventEnvelope,
    kind: Kind | undefined,
  ): string | undefined {
    const version = Number(sequence);
    if (source !== (kind?.source ?? sourceOf(type))) return '/source: not that of the type';
    if (version > lastVersion) return '/sequence: beyond 32 bits';
    if ((version === 1) !== (previous === undefined)) return '/previous: absent exactly at sequence 1';
    if (previous === id) return '/previous: the event itself';
    if (!isInstant(time)) return '/time: no such instant';
    if (kind === undefined)
      return nests(data, maxNesting) ? `/data: nested deeper than ${maxNesting} levels` : undefined;
    return kind.check.Check(data) ? undefined : `/data${whyNot(kind.check.Errors(data))}`;
  }

  function read(key: Uint8Array | null, value: Uint8Array | null): Reading<Events> {
    if (value === null) return malformed('no value');
    const text = decode(value);
    const envelope = parse(text);
    if (envelope === undefined) return malformed('the value is not JSON in UTF-8');
    if (isLogOpened(envelope)) return openedBy(key, envelope);
    if (!envelopes.Check(envelope)) return malformed(whyNot(envelopes.Errors(envelope)));
    const { data, subject, type, time } = envelope;
    if (key === null || !spells(key, subject)) return malformed('the key is not the subject');
    const kind = kinds.get(type);
    const wrong = whatIsWrong(envelope, kind);
    if (wrong !== undefined) return malformed(wrong);
    // One literal, not a spread: this is the hot path of every reader, and copying twice cost 2 µs a record.
    const event = {
      id: envelope.id,
      subject,
      version: Number(envelope.sequence),
      previous: envelope.previous,
      commandId: envelope.commandid,
      fingerprint: envelope.fingerprint,
      actor: envelope.actor,
      time,
      traceparent: envelope.traceparent,
      // The one text of its type: what it is then compared with and looked up in is mostly that very text.
      type: kind?.type ?? type,
      data,
      dataText: memberText(text, 'data'),
    };
    return { kind: 'event', event: kind === undefined ? { ...event, unknown: true } : (event as KnownEvent<Events>) };
  }

  return {
    events,
    read,
    readPlaced({ partition, key, value, unreadable }, partitions) {
      if (unreadable !== undefined) return malformed(unreadable);
      const reading = read(key, value);
      if (reading.kind !== 'event') return reading;
      const home = partitionOf(reading.event.subject, partitions);
      return home === partition
        ? reading
        : malformed(`in partition ${partition}, but its subject belongs to partition ${home}`);
    },
    whyRefused(event) {
      const envelope: unknown = envelopeOf(event);
      return envelopes.Check(envelope)
        ? whatIsWrong(envelope, kinds.get(event.type))
        : whyNot(envelopes.Errors(envelope));
    },
  };
}

/** The record that opens a log; undefined if the record is anything else. */
export function readLogOpened(key: Uint8Array | null, value: Uint8Array | null): LogOpened | undefined {
  const envelope = value === null ? undefined : parseRecord(value);
  const reading = isLogOpened(envelope) ? openedBy(key, envelope) : undefined;
  return reading?.kind === 'log-opened' ? reading : undefined;
}

function openedBy(key: Uint8Array | null, envelope: unknown): LogOpened | Malformed {
  if (!logOpened.Check(envelope)) return malformed(whyNot(logOpened.Errors(envelope)));
  if (key !== null) return malformed('LogOpened has no key');
  return { kind: 'log-opened', id: envelope.id, ...envelope.data };
}

/** The JSON of a record's value; undefined if it is none. */
export const parseRecord = (value: Uint8Array): unknown => parse(decode(value));

const malformed = (reason: string): Malformed => ({ kind: 'malformed', reason });

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
