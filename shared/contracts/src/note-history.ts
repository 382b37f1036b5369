import { type Static, Type } from 'typebox';
import { HistoryEvent } from './events.ts';

/** An event of a note's history, and where it stands in the log. */
export const PlacedEvent = Type.Object(
  {
    ...HistoryEvent.properties,
    position: Type.String({
      description: 'The position of this event: a Consistency-Token, and a place to follow the feed from.',
      examples: ['k3f9a2c1:3-1204'],
    }),
  },
  { $id: 'PlacedEvent' },
);
export type PlacedEvent = Static<typeof PlacedEvent>;

export const HistoryPage = Type.Object(
  {
    events: Type.Array(PlacedEvent, { description: 'The oldest first.' }),
    next: Type.Optional(
      Type.String({ description: 'Cursor of the page that follows; absent from the last.', examples: ['c2VhbGVk'] }),
    ),
  },
  { $id: 'HistoryPage' },
);
export type HistoryPage = Static<typeof HistoryPage>;
