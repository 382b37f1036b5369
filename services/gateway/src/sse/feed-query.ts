import { storableText } from '@notes/contracts';
import { type Static, Type } from 'typebox';

const name = { minLength: 1, maxLength: 255, pattern: storableText };

/** What `GET /v1/feed` asks for. */
export const FeedQuery = Type.Object(
  {
    channel: Type.String({
      ...name,
      description: '`notes`, `notes:<id>` or `authors:<name>`.',
      examples: ['notes'],
    }),
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
      Type.String({
        maxLength: 4096,
        description: 'A position: everything after it comes first. Without it, only what happens from now on.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type FeedQuery = Static<typeof FeedQuery>;
