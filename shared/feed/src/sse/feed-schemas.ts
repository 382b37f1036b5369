import { describedAs, maxChannelLength, storableText } from '@notes/contracts';
import { positionText } from '@notes/service';
import { type Static, Type } from 'typebox';
import type { Channels } from '../domain/channel.ts';

const nameLimits = { minLength: 1, maxLength: 255, pattern: storableText };

/** The query of `GET /v1/feed`. */
export const feedQuery = ({ known, text }: Channels) =>
  Type.Object(
    {
      channel: describedAs(
        Type.String({
          ...nameLimits,
          maxLength: maxChannelLength,
          description: `${known.slice(0, -1).map(asCode).join(', ')} or ${known.slice(-1).map(asCode)}.`,
          examples: known.slice(0, 1),
        }),
        { pattern: text },
      ),
      event: Type.Optional(
        Type.String({
          ...nameLimits,
          default: '*',
          description:
            'Which events by their whole name: `*` any characters, `?` any one, `[abc]` one of these, `\\` escapes them.',
          examples: ['Note*'],
        }),
      ),
      since: Type.Optional(
        describedAs(
          Type.String({
            maxLength: 4096,
            description: 'A position: everything after it comes first. Without it, only what happens from now on.',
            examples: ['k3f9a2c1:0-12.3-1204'],
          }),
          { pattern: positionText },
        ),
      ),
    },
    { additionalProperties: false },
  );
export type FeedQuery = Static<ReturnType<typeof feedQuery>>;

const asCode = (name: string): string => `\`${name}\``;

const position = Type.String({
  pattern: positionText,
  description: 'Of an event, in its own partition of the log; of a message of the gateway, over all partitions.',
  examples: ['k3f9a2c1:3-1204'],
});

const name = Type.String({
  description: 'What happened, or a message of the gateway: `$caught_up`, `$behind`, `$position`.',
  examples: ['NoteCreated'],
});

/** What is in `data`, as JSON. */
export const FeedPush = Type.Object(
  {
    channel: Type.String({ description: 'The channel that was requested.', examples: ['notes'] }),
    event: name,
    data: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'An event as the history of its subject has it; empty where the gateway itself speaks.',
        examples: [{}],
      },
    ),
    position,
    traceparent: Type.Optional(
      Type.String({
        description: 'The span of the request that wrote the event, if its trace is kept.',
        examples: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
      }),
    ),
  },
  { $id: 'FeedPush', description: 'The same as a websocket is pushed.' },
);

/**
 * One event of the stream by its fields. OpenAPI 3.1 does not say what the schema of `text/event-stream` is of; its readers take it
 * for that of each event.
 */
export const FeedEvent = Type.Object(
  {
    event: name,
    id: Type.String({
      pattern: positionText,
      description: 'Covers everything sent so far: what to go on from, in Last-Event-ID or `since`.',
      examples: ['k3f9a2c1:0-12.3-1204'],
    }),
    data: Type.String({
      contentMediaType: 'application/json',
      contentSchema: FeedPush,
      description: 'The push, as JSON.',
      examples: ['{"channel":"notes","event":"$caught_up","data":{},"position":"k3f9a2c1:0-12.3-1204"}'],
    }),
    retry: Type.Optional(
      Type.Integer({
        format: 'int32',
        minimum: 0,
        description: 'After how many milliseconds to reconnect when the connection is lost. In the first event.',
        examples: [1_500],
      }),
    ),
  },
  { $id: 'FeedEvent', description: 'One event of the stream, by its fields.' },
);
