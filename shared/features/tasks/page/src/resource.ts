import type { NotesClient, TaskEvent, TaskQuery } from '@notes/client';
import { compareBy, type Resource } from '@notes/page/subjects';
import type { AnyTask, Content } from './content.ts';
import { eventOf } from './events.ts';
import { nobody, orders, type TimedView } from './route.ts';

const eventsAtATime = 100;

/** The tasks as the page reads them. */
export const tasksOf = ({ tasks: api }: NotesClient): Resource<Content, TimedView> => ({
  channel: 'tasks',
  matches,
  compare: ({ order }) => compareBy(orders[order].keys),
  // The channel has events of tasks alone.
  eventOf: ({ data }) => eventOf(data as TaskEvent),
  page: async (view, { limit, cursor, signal }) => {
    const { tasks, next, position, total } = await api.page(
      { ...queryOf(view), limit, cursor, count: true },
      { signal },
    );
    return { subjects: tasks, cursor: next?.cursor, position, total };
  },
  find: (id, options) => api.find(id, options),
  history: async function* (id, options) {
    for await (const event of api.history(id, { ...options, limit: eventsAtATime })) yield eventOf(event);
  },
});

const queryOf = ({ search, state, type, assignee, severity, order, bin, asOf }: TimedView): TaskQuery => ({
  order_by: orders[order].keys,
  ...(search === '' ? {} : { search }),
  ...(state === 'all' ? {} : { done: state === 'done' }),
  ...(asOf === undefined ? {} : { 'due:lt': asOf }),
  ...(type === '' ? {} : { type }),
  ...(assignee === '' ? {} : { assignee: assignee === nobody ? null : assignee }),
  ...(severity === undefined ? {} : { 'severity:ge': severity }),
  ...(bin ? { deleted: true } : {}),
});

/** Whether a task matches the list's filters, as the service applies them. */
export function matches(task: AnyTask, view: TimedView): boolean {
  const { search, state, type, assignee, severity, bin, asOf } = view;
  if ((task.deleted_at !== undefined) !== bin) return false;
  if (state !== 'all' && (task.done_at !== null) !== (state === 'done')) return false;
  if (asOf !== undefined && (task.due === null || task.due >= asOf)) return false;
  if (type !== '' && task.type !== type) return false;
  if (assignee !== '' && task.assignee !== (assignee === nobody ? null : assignee)) return false;
  if (severity !== undefined && (task.severity === null || task.severity < severity)) return false;
  if (search === '') return true;
  const part = search.normalize('NFC').toLowerCase();
  return task.title.toLowerCase().includes(part) || task.subtitle.toLowerCase().includes(part);
}
