import { describedAs, maxChannelLength, storableText, uuidText } from '@notes/contracts';
import { positionText } from '@notes/service';
import { type Static, Type } from 'typebox';

const name = { minLength: 1, maxLength: 255, pattern: storableText };

/** What `parseChannel` reads. */
const channelText = `^(?:notes|notes:${uuidText.slice(1, -1)}|authors:[^\\x00]+)$`;

/** What `GET /v1/feed` asks for. */
export const FeedQuery = Type.Object(
  {
    channel: describedAs(
      Type.String({
        ...name,
        maxLength: maxChannelLength,
        description: '`notes`, `notes:<id>` or `authors:<name>`.',
        examples: ['notes'],
      }),
      { pattern: channelText },
    ),
    event: Type.Optional(
      Type.String({
        ...name,
        default: '*',
        description:
          'Which events by their whole name: `*` any characters, `?` any one, `[abc]` one of these, `\\` takes their meaning away.',
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
export type FeedQuery = Static<typeof FeedQuery>;
