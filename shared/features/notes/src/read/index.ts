import type { HttpApp } from '@notes/service';
import { getNoteRoute } from './get-note.ts';
import { getStatsRoute } from './get-stats.ts';
import { listEventsRoute } from './list-events.ts';
import { listNotesRoute } from './list-notes.ts';
import type { NoteReads } from './note-row.ts';

export { areNoFilters, filterCandidates, filterConditions, passedFilters, readFilters } from './note-filters.ts';
export { selectNotesById } from './note-row.ts';

/** All reads of notes. */
export function registerNoteReads(app: HttpApp, reads: NoteReads): void {
  getNoteRoute(app, reads);
  listEventsRoute(app, reads);
  listNotesRoute(app, reads);
  getStatsRoute(app, reads);
}
