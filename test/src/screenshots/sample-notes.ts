import { createNotesClient, type NoteBody } from '@notes/client';

const notes: readonly (NoteBody & { readonly by: string })[] = [
  { by: 'ada', title: 'Buy milk and rye bread', description: 'The dark one, if they have it.' },
  { by: 'grace', title: 'Answer the landlord', description: 'About the balcony door.', priority: 1 },
  { by: 'alan', title: 'Proofs for Thursday', description: 'Figures 3 and 4 are swapped.', priority: 2 },
  { by: 'grace', title: 'Seeds for the garden', description: 'Beans\nSweet peas\nTwo kinds of kale' },
  { by: 'ada', title: 'Return the library books', description: 'Three of them, all late.', priority: 1 },
  {
    by: 'edsger',
    title: 'Write to the archive',
    description: 'Ask whether the letters of 1968 are catalogued by now.',
  },
  {
    by: 'barbara',
    title: 'Plan the reading group',
    description: 'First meeting in the small room, chapters 1 to 3.',
    priority: 1,
  },
  { by: 'alan', title: 'Mend the bicycle chain' },
  { by: 'barbara', title: 'Book the train to Ghent', description: 'The 9:12, a seat by the window.', priority: 2 },
  { by: 'edsger', title: 'Sharpen the pencils', priority: -1 },
  { by: 'grace', title: 'What the choir still needs', description: 'Scores for the altos\nA second music stand\nTea' },
];

const drafts: readonly NoteBody[] = [
  { title: 'Summer party', description: 'Who brings what?' },
  { title: 'Summer party', description: 'Who brings what?\n\nada: lemonade' },
  { title: 'Summer party in the garden', description: 'Who brings what?\n\nada: lemonade\ngrace: salads' },
  {
    title: 'Summer party in the garden',
    description: 'Who brings what?\n\nada: lemonade\ngrace: salads\nalan: the grill',
    priority: 2,
  },
  {
    title: 'Summer party in the garden',
    description:
      'Who brings what?\n\nada: lemonade\ngrace: salads, two kinds\nalan: the grill\nbarbara: chairs and lanterns',
    priority: 2,
  },
];

const authors = ['ada', 'grace', 'alan', 'barbara', 'ada'];

/** Writes notes as several people would have; returns the one that has a history. */
export async function writeSampleNotes(url: string): Promise<string> {
  const clients = new Map(
    [...new Set([...authors, ...notes.map(({ by }) => by)])].map((user) => [user, createNotesClient({ url, user })]),
  );
  const as = (user: string) => {
    const client = clients.get(user);
    if (client === undefined) throw new Error(`nobody is called ${user}`);
    return client.notes;
  };
  for (const { by, ...note } of notes) await as(by).create(note);
  const [first, ...later] = drafts;
  if (first === undefined) throw new Error('no drafts');
  const { id } = await as('ada').create(first);
  for (const [index, draft] of later.entries()) await as(authors[index + 1] ?? 'ada').replace(id, draft);
  for (const client of clients.values()) client.close();
  return id;
}

/** Writes about `perSecond` times a second, more and less by turns, until it is told to stop; nothing stays. */
export function keepWriting(url: string, perSecond: number): () => Promise<void> {
  const client = createNotesClient({ url, user: 'grace' });
  let isOver = false;
  const write = async (): Promise<void> => {
    const note = await client.notes.create({ title: 'Shopping for the weekend' });
    for (let i = 0; !isOver; i += 1) {
      await client.notes.update(note.id, { description: `Potatoes\nOnions\nItem ${i}` });
      const pauseMs = (1000 / perSecond) * (1 + 0.6 * Math.sin(i / 7));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    await client.notes.remove(note.id);
  };
  const writing = write();
  return async () => {
    isOver = true;
    await writing;
    client.close();
  };
}
