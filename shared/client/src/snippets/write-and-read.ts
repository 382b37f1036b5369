import { createNotesClient } from '@notes/client';

const client = createNotesClient({ url: process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080', user: 'ada' });

const note = await client.notes.create({ title: 'Buy milk' });
const changed = await client.notes.update(note.id, { priority: 1 }, { ifMatch: note.version });

// Reads see what this client has written. `page.position` says how far they have seen.
const page = await client.notes.page({ created_by: 'ada', limit: 10 });
for await (const { id, title } of client.notes.list({ order_by: 'title' })) {
  if (id === changed.id && title === 'Buy milk') break;
}

const { version } = await client.notes.remove(note.id);
const restored = await client.notes.restore(note.id, { ifMatch: version });

export { page, restored };
