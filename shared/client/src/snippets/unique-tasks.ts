import { createNotesClient, NotUniqueError, type Task } from '@notes/client';

const client = createNotesClient({ url: process.env['NOTES_URL'] ?? 'http://127.0.0.1:8080', user: 'ada' });

/** The task with this unique title, made if there is none: whoever asks for it at the same time gets the same one. */
export async function findOrCreate(unique_title: string): Promise<Task> {
  for (;;) {
    try {
      return await client.tasks.create({ title: unique_title, unique_title });
    } catch (error) {
      if (!(error instanceof NotUniqueError) || error.holderId === undefined) throw error;
      const holder = await client.tasks.find(error.holderId);
      if (holder !== undefined) return holder; // else it was deleted since
    }
  }
}

/** The most severe tasks of a person that should be done by now. */
export async function overdue(assignee: string, now: Date): Promise<readonly Task[]> {
  const { tasks } = await client.tasks.page({ assignee, done: false, 'due:lt': now, order_by: ['-severity', 'due'] });
  return tasks;
}

/** Ticks a task off, now. */
export const finish = (id: string): Promise<Task> => client.tasks.update(id, { done_at: true });
