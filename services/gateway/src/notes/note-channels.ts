import type { ChannelNames } from '@notes/feed';

/** The live feed of notes. */
export const noteChannels: ChannelNames = { all: 'notes', one: 'note', authors: 'authors' };
