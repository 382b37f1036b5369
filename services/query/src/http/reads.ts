import type { ProgressWatch } from '@notes/reading';
import type { Pool } from 'pg';
import type { LogEnds } from '../queries/log-ends.ts';
import type { NoteAtPosition } from '../queries/read-notes-by-id.ts';

/** What the routes read by. */
export type Reads = {
  readonly pool: Pool;
  noteById(id: string): Promise<NoteAtPosition>;
  readonly progress: ProgressWatch;
  readonly logEnds: LogEnds;
  readonly build: string;
};
