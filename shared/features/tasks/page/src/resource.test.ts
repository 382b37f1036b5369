import type { NotesClient, TaskQuery } from '@notes/client';
import { compareBy } from '@notes/page/subjects';
import { expect, test } from 'vitest';
import type { Content } from './content.ts';
import { matches, tasksOf } from './resource.ts';
import { nobody, orders, routing, type TimedView } from './route.ts';
import { sampleTask } from './testing/sample-task.ts';

const noon = '2026-01-01T12:00:00.000Z';
const earlier = '2026-01-01T11:59:59.999Z';
const all: TimedView = { ...routing.initial, state: 'all' };

const choices: readonly [TimedView, Partial<TaskQuery>, number][] = [
  [all, {}, 5],
  [{ ...all, state: 'open' }, { done: false }, 4],
  [{ ...all, state: 'done' }, { done: true }, 1],
  [{ ...all, state: 'overdue', asOf: noon }, { done: false, 'due:lt': noon }, 1],
  [{ ...all, type: 'issue' }, { type: 'issue' }, 1],
  [{ ...all, assignee: 'ada' }, { assignee: 'ada' }, 2],
  [{ ...all, assignee: nobody }, { assignee: null }, 3],
  [{ ...all, severity: 2 }, { 'severity:ge': 2 }, 1],
  [{ ...all, search: 'BALCONY' }, { search: 'BALCONY' }, 1],
  [{ ...all, bin: true }, { deleted: true }, 1],
];
const tasks = [
  sampleTask('1', { due: earlier, assignee: 'ada', severity: 1 }),
  sampleTask('2', { due: noon, type: 'issue' }),
  sampleTask('3', { due: earlier, done_at: true, severity: 2 }),
  sampleTask('4', { assignee: 'ada' }),
  sampleTask('5', { subtitle: 'On the balcony' }),
  sampleTask('6', { deleted_at: noon }),
];

test.each(choices)('%j is asked for, and matches as many', async (view, wanted, count) => {
  const queries: TaskQuery[] = [];
  const page = async (query: TaskQuery) => {
    queries.push(query);
    return { tasks: [], total: 0, next: undefined, prev: undefined, position: undefined };
  };
  const client = { tasks: { page } } as unknown as NotesClient;
  await tasksOf(client).page(view, { limit: 50, signal: AbortSignal.timeout(1_000) });
  expect(queries).toEqual([{ order_by: ['due', '-severity'], limit: 50, cursor: undefined, count: true, ...wanted }]);
  expect(tasks.filter((task) => matches(task, view))).toHaveLength(count);
});

test('due first: what is due at no time comes last, and of equals the severest first', () => {
  const listed = [
    sampleTask('1'),
    sampleTask('2', { due: noon }),
    sampleTask('3', { due: noon, severity: 10 }),
    sampleTask('4', { due: noon, severity: 9 }),
    sampleTask('5', { due: earlier }),
  ].toSorted(compareBy<Content>(orders.due.keys));
  expect(listed.map(({ id }) => id)).toEqual(['5', '3', '4', '2', '1']);
});
