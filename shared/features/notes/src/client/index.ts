import type { ChannelsOf, EventsOf, ResourceClient } from '@notes/contracts';
import type {
  HistoryEvent,
  ListedNote,
  Note,
  NoteBody,
  NoteFilters,
  NotePatch,
  noteEvents,
  noteNames,
  SortMember,
  Stats,
} from '../contract/index.ts';

/**
 * Something that happened to a note. `type` tells what `data` holds. Services newer than this client may send further types: pass over
 * what you do not know.
 */
export type NoteEvent = EventsOf<HistoryEvent, typeof noteEvents>;

/** What the notes are to their clients. */
export type NoteResource = {
  readonly Item: Note;
  readonly Listed: ListedNote;
  readonly Body: NoteBody;
  readonly Patch: NotePatch;
  readonly Filters: NoteFilters;
  /** The filters that take an instant. */
  readonly Times: 'after' | 'before';
  readonly Sort: SortMember;
  readonly Stats: Stats;
  readonly Event: NoteEvent;
  readonly All: (typeof noteNames)['all'];
  readonly Channel: ChannelsOf<typeof noteNames>;
};

/** The notes, for the client. */
export const noteClient: ResourceClient<NoteResource> = { all: 'notes', subject: 'note_id', stats: '/v1/stats' };
