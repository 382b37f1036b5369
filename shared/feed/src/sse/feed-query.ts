import { describedAs, maxChannelLength, storableText } from '@notes/contracts';
import { positionText } from '@notes/service';
import { type Static, Type } from 'typebox';
import type { Channels } from '../domain/channel.ts';

const name = { minLength: 1, maxLength: 255, pattern: storableText };

/** What `GET /v1/feed` asks for. */
export const feedQuery = ({ known, text, all }: Channels) =>
  Type.Object(
    {
      channel: describedAs(
        Type.String({
          ...name,
          maxLength: maxChannelLength,
          description: `${known.slice(0, -1).map(asCode).join(', ')} or ${known.slice(-1).map(asCode)}.`,
          examples: [all.name],
        }),
        { pattern: text },
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
export type FeedQuery = Static<ReturnType<typeof feedQuery>>;

const asCode = (name: string): string => `\`${name}\``;
