import { type Reads, registerReads } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { getStatsRoute } from './get-stats.ts';
import { readableNotes } from './note-source.ts';

/** All reads of notes. */
export function registerNoteReads(app: HttpApp, parts: Omit<Reads, 'byId'>): void {
  registerReads(app, readableNotes, parts);
  getStatsRoute(app, parts);
}
