import { type Reads, registerReads, statsRoute } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { readableNotes } from './note-source.ts';
import { noteStats } from './stats-source.ts';

/** All reads of notes. */
export function registerNoteReads(app: HttpApp, parts: Omit<Reads, 'byId'>): void {
  registerReads(app, readableNotes, parts);
  statsRoute(app, noteStats, parts);
}
