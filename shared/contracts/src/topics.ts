import { type Static, Type } from 'typebox';
import { eventMembers, Traceparent } from './events.ts';
import { SubjectId } from './members.ts';

/** Defaults; `NOTES_TOPIC` and `NOTES_PARTITIONS` override them. */
export const defaultTopic = 'notes.events.v1';
export const defaultPartitions = 12;

/** The one header of every record. */
export const contentTypeHeader = { 'content-type': 'application/cloudevents+json' } as const;

/** The Redis channel of one partition's feed, behind the configured prefix. */
export const feedChannel = (prefix: string, partition: number): string => `${prefix}feed.${partition}`;

const Position = Type.Integer({ minimum: 0 });

/** The family of an entry that names none: so were all entries before there were others. */
export const firstFamily = 'notes';

/**
 * One journalled event on its way to the gateways. `family` is what its type begins with (absent: `firstFamily`), `author` the subject's
 * `created_by`, whoever acts, and `audience` the people whom it concerns, where its aggregate says so. `traceparent` is there if the trace
 * of the request that wrote it is kept. The event is as history shows it, with
 * the id of its subject as `<one>_id`: `note_id`.
 */
export const FeedEntry = Type.Object({
  pos: Position,
  prev: Type.Union([Position, Type.Null()]),
  author: Type.String(),
  family: Type.Optional(Type.String()),
  audience: Type.Optional(Type.Array(Type.String())),
  traceparent: Type.Optional(Traceparent),
  event: Type.Object(eventMembers, { patternProperties: { _id$: SubjectId } }),
});
export type FeedEntry = Static<typeof FeedEntry>;

/**
 * What the projector publishes for one partition after each commit, and every second as a heartbeat. `prev` is the last
 * journalled position before this message, `last` the last one with it (null: nothing journalled yet). `entries` is
 * absent from a heartbeat (then `prev` equals `last`) and from a batch too large for pub/sub, which gateways then read
 * from the journal.
 */
export const FeedMessage = Type.Object({
  epoch: Type.String(),
  partition: Type.Integer({ minimum: 0 }),
  prev: Type.Union([Position, Type.Null()]),
  last: Type.Union([Position, Type.Null()]),
  entries: Type.Optional(Type.Array(FeedEntry)),
});
export type FeedMessage = Static<typeof FeedMessage>;
