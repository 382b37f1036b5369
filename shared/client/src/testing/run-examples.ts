import { createNotesClient } from '@notes/client';
import { follow } from '../snippets/follow-the-feed.ts';
import { rename } from '../snippets/handle-errors.ts';
import { findOrCreate, finish, overdue } from '../snippets/unique-tasks.ts';
import { restored } from '../snippets/write-and-read.ts';

const client = createNotesClient({ url: process.env['NOTES_URL'] ?? '' });

/**
 * Runs the examples of the README against the service at NOTES_URL, in whatever runs this: Node or a browser. Resolves with what came of
 * each. `name` tells one run from another at the same service.
 */
export async function runExamples(name: string) {
  return {
    writeAndRead: { title: restored.title, version: restored.version },
    uniqueTasks: await runUniqueTasks(name),
    handleErrors: await runHandleErrors(),
    followTheFeed: await runFollow(),
  };
}

async function runUniqueTasks(name: string) {
  const title = `The roof of ${name}`;
  const [one, other] = await Promise.all([findOrCreate(title), findOrCreate(title)]);
  await client.tasks.update(one.id, { assignee: name, due: '2020-01-01T00:00:00Z' });
  const late = () => overdue(name, new Date('2020-01-02T00:00:00Z')).then((tasks) => tasks.map((task) => task.title));
  // Another client wrote it, so that it may take a while until this one sees it.
  let before = await late();
  while (before.length === 0) before = await late();
  await finish(one.id);
  return { isSame: one.id === other.id, before, after: await late() };
}

async function runHandleErrors(): Promise<string[]> {
  const { id } = await client.notes.create({ title: 'First' });
  return [await rename(id, 1, 'Second'), await rename(id, 1, 'Third'), await rename(id, 2, '')];
}

/** Writes until one of the writes is followed. */
async function runFollow(): Promise<string | undefined> {
  const controller = new AbortController();
  let seen: string | undefined;
  const { id } = await client.notes.create({ title: 'Followed' });
  const following = follow(controller.signal, (titles) => {
    seen = titles.get(id);
  });
  for (let priority = 1; seen === undefined; priority += 1) await client.notes.update(id, { priority });
  controller.abort();
  await following;
  return seen;
}
