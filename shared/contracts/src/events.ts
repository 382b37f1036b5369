import { type Static, Type } from 'typebox';
import { Actor, Description, Instant, NoteId, Priority, Title, Version } from './note.ts';
import { describedAs } from './publish-schema.ts';
import { instantText } from './text.ts';

const closed = { additionalProperties: false } as const;

/**
 * What can happen to a note: for each event type what it does to the note's life, and the schema of its data. A schema is
 * frozen with its name: what it admits decides for ever which records are accepted, so a change of any of these is a new type
 * with the next suffix and an upcaster, never an edit.
 */
export const noteEvents = {
  'notes.NoteCreated.v1': {
    effect: 'creates',
    schema: Type.Object({ title: Title, description: Description, priority: Priority }, closed),
  },
  'notes.NoteRevised.v1': {
    effect: 'changes',
    schema: Type.Object(
      {
        changes: Type.Object(
          { title: Type.Optional(Title), description: Type.Optional(Description), priority: Type.Optional(Priority) },
          { ...closed, $id: 'NoteChanges', minProperties: 1 },
        ),
      },
      closed,
    ),
  },
  'notes.NoteDeleted.v1': { effect: 'deletes', schema: Type.Object({}, closed) },
  'notes.NoteRestored.v1': { effect: 'restores', schema: Type.Object({}, closed) },
} as const;

export type EventType = keyof typeof noteEvents;
export type EventData = { readonly [T in EventType]: Static<(typeof noteEvents)[T]['schema']> };

export const logOpenedType = 'notes.LogOpened.v1';

/** First record of every partition: whose log this is. Partition 0's is the arbiter. */
export const LogOpenedData = Type.Object(
  {
    epoch: Type.String({
      pattern: '^[a-z0-9]{8}$',
      description: 'Eight characters that name this log, drawn at random when it is opened.',
    }),
    partitions: Type.Integer({
      format: 'int32',
      minimum: 1,
      maximum: 10_000,
      description: 'How many partitions the log has, for ever.',
    }),
  },
  closed,
);
export type LogOpenedData = Static<typeof LogOpenedData>;

const envelope = {
  specversion: Type.Literal('1.0'),
  id: NoteId,
  source: Type.Literal('/notes'),
  time: Type.String({ pattern: instantText }),
  datacontenttype: Type.Literal('application/json'),
};

/** W3C Trace Context, version 00. */
const Traceparent = Type.String({ pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' });

/**
 * The envelope of the events of an aggregate, whose types begin with this word: a CloudEvent 1.0 in structured mode. Further
 * attributes are allowed, as CloudEvents asks; `data` is judged by the schema of its type.
 */
export const eventEnvelope = (family: string) =>
  Type.Object({
    ...envelope,
    type: Type.String({ pattern: `^${family}\\.[A-Za-z][A-Za-z0-9]{0,63}\\.v[1-9][0-9]{0,3}$` }),
    subject: NoteId,
    sequence: Type.String({
      pattern: '^[1-9][0-9]{0,9}$',
      description: "The note's version after this event, as decimal text.",
    }),
    previous: Type.Optional(NoteId),
    commandid: NoteId,
    fingerprint: Type.String({
      pattern: '^[\\x21-\\x7e]{1,128}$',
      description: 'A digest of what the client asked for.',
    }),
    actor: Actor,
    traceparent: Type.Optional(Traceparent),
    data: Type.Object({}),
  });
export type EventEnvelope = Static<ReturnType<typeof eventEnvelope>>;

export const LogOpenedEnvelope = Type.Object({ ...envelope, type: Type.Literal(logOpenedType), data: LogOpenedData });
export type LogOpenedEnvelope = Static<typeof LogOpenedEnvelope>;

/** A note event as history answers it and the feed pushes it. `type` is the short name. */
export const HistoryEvent = Type.Object(
  {
    note_id: NoteId,
    version: Version,
    type: Type.String({ description: 'What happened, in short.', examples: ['NoteCreated'] }),
    time: Instant,
    actor: Actor,
    data: describedAs(Type.Object({}, { description: 'As the type of the event has it.', examples: [{}] }), {
      additionalProperties: true,
    }),
  },
  { $id: 'HistoryEvent' },
);
export type HistoryEvent = Static<typeof HistoryEvent>;

/** `notes.NoteCreated.v1` → `NoteCreated`. */
export const shortType = (type: string): string => type.split('.')[1] ?? type;
