import { createNotesClient, FeedLostError } from '@notes/client';

const client = createNotesClient({ url: process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080' });
const titles = new Map<string, string>();

/** Keeps `titles` as the notes are, until the signal is aborted. */
export async function follow(
  signal: AbortSignal,
  onChange: (titles: ReadonlyMap<string, string>) => void,
): Promise<void> {
  while (!signal.aborted) {
    const { position } = await client.notes.page({ limit: 1 });
    for await (const { id, title } of client.notes.list()) titles.set(id, title);
    try {
      // Everything after the position comes, then what happens; over lost connections, too.
      for await (const { data } of client.feed.subscribe('notes', { since: position, signal })) {
        if (data.type === 'NoteCreated') titles.set(data.note_id, data.data.title);
        if (data.type === 'NoteRevised' && data.data.changes.title !== undefined)
          titles.set(data.note_id, data.data.changes.title);
        if (data.type === 'NoteDeleted') titles.delete(data.note_id);
        onChange(titles);
      }
    } catch (error) {
      // It cannot go on where it was: begin with a fresh list.
      if (!(error instanceof FeedLostError)) throw error;
      titles.clear();
    }
  }
  client.close();
}
