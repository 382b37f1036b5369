import { type Static, type TSchema, Type } from 'typebox';
import { Actor, Instant, SubjectId, Version } from './members.ts';
import { describedAs } from './publish-schema.ts';
import { instantText } from './text.ts';

const closed = { additionalProperties: false } as const;

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

const envelope = <Source extends TSchema>(source: Source) => ({
  specversion: Type.Literal('1.0'),
  id: SubjectId,
  source,
  time: Type.String({ pattern: instantText }),
  datacontenttype: Type.Literal('application/json'),
});

/** W3C Trace Context, version 00. */
export const Traceparent = Type.String({ pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' });

/** Whether whoever began the trace wants it kept: of others nobody keeps a part. `traceparent` is well formed. */
export const isSampled = (traceparent: string): boolean => (Number.parseInt(traceparent.slice(-1), 16) & 1) === 1;

/**
 * The envelope of the events of some aggregates, whose types begin with these words, as their source does: a CloudEvent 1.0 in
 * structured mode. Further attributes are allowed, as CloudEvents asks; `data` is judged by the schema of its type.
 */
export const eventEnvelope = (...families: readonly string[]) =>
  Type.Object({
    ...envelope(Type.Enum(families.map((family) => `/${family}`))),
    type: Type.String({ pattern: `^(?:${families.join('|')})\\.[A-Za-z][A-Za-z0-9]{0,63}\\.v[1-9][0-9]{0,3}$` }),
    subject: SubjectId,
    sequence: Type.String({
      pattern: '^[1-9][0-9]{0,9}$',
      description: 'The version of the subject after this event, as decimal text.',
    }),
    previous: Type.Optional(SubjectId),
    commandid: SubjectId,
    fingerprint: Type.String({
      pattern: '^[\\x21-\\x7e]{1,128}$',
      description: 'A digest of what the client asked for.',
    }),
    actor: Actor,
    traceparent: Type.Optional(Traceparent),
    data: Type.Object({}),
  });
export type EventEnvelope = Static<ReturnType<typeof eventEnvelope>>;

export const LogOpenedEnvelope = Type.Object({
  ...envelope(Type.Literal('/notes')),
  type: Type.Literal(logOpenedType),
  data: LogOpenedData,
});
export type LogOpenedEnvelope = Static<typeof LogOpenedEnvelope>;

/** The members of an event as history answers it and the feed pushes it, beside the id of its subject. `type` is the short name. */
export const eventMembers = {
  version: Version,
  type: Type.String({ description: 'What happened, in short.', examples: ['NoteCreated'] }),
  time: Instant,
  actor: Actor,
  data: describedAs(Type.Object({}, { description: 'As the type of the event has it.', examples: [{}] }), {
    additionalProperties: true,
  }),
};

/** `notes.NoteCreated.v1` → `NoteCreated`. */
export const shortType = (type: string): string => type.split('.')[1] ?? type;
