import type { ProgressWatch, RowAtPosition } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import type { Pool } from 'pg';
import { getNoteRoute } from './get-note.ts';
import { getStatsRoute } from './get-stats.ts';
import { listEventsRoute } from './list-events.ts';
import { listNotesRoute } from './list-notes.ts';
import type { NoteRow } from './note-row.ts';

/** What the reads of notes work with. */
export type NoteReads = {
  readonly pool: Pool;
  noteById(id: string): Promise<RowAtPosition<NoteRow>>;
  readonly progress: ProgressWatch;
};

/** All reads of notes. */
export function registerNoteReads(app: HttpApp, reads: NoteReads): void {
  getNoteRoute(app, reads);
  listEventsRoute(app, reads);
  listNotesRoute(app, reads);
  getStatsRoute(app, reads);
}
