/** What the feed has done since the process began. Counted as plain numbers: some of it happens a million times a second. */
export type FeedCounts = {
  /** Events handed to subscribers, by how they came to them. */
  live: number;
  fromMemory: number;
  fromJournal: number;
  /** Frames made for them: one frame serves many. */
  frames: number;
  /** Reads of the journal because Redis did not say everything, and the events that came of them. */
  repairs: number;
  repaired: number;
  /** Subscriptions that began at a position, by what they had to be caught up from. */
  sinceMemory: number;
  sinceJournal: number;
  sinceRefused: number;
  /** How often a subscriber fell behind because it did not read fast enough. */
  fellBehind: number;
  bookmarks: number;
};

export const noCounts = (): FeedCounts => ({
  live: 0,
  fromMemory: 0,
  fromJournal: 0,
  frames: 0,
  repairs: 0,
  repaired: 0,
  sinceMemory: 0,
  sinceJournal: 0,
  sinceRefused: 0,
  fellBehind: 0,
  bookmarks: 0,
});
