import { createNotesClient, interpretStatus, NotesError, PreconditionFailedError } from '@notes/client';

const client = createNotesClient({ url: process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080' });

/** What to tell people after an attempt to rename a note. */
export async function rename(id: string, version: number, title: string, key = crypto.randomUUID()): Promise<string> {
  try {
    await client.notes.update(id, { title }, { ifMatch: version, idempotencyKey: key });
    return 'Renamed.';
  } catch (error) {
    if (error instanceof PreconditionFailedError) {
      const { current } = error;
      return `It is called ${current && 'title' in current ? current.title : 'nothing any more'} now.`;
    }
    // Not confirmed, after all repetitions: only the same key can tell later whether it has happened.
    if (error instanceof NotesError && error.mayHaveHappened) return `Ask again with the key ${error.idempotencyKey}.`;
    if (error instanceof NotesError && error.problem !== undefined) return interpretStatus(error.problem);
    throw error;
  }
}
