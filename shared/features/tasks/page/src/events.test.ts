import type { TaskEvent } from '@notes/client';
import { eventSentence, foldHistory } from '@notes/page/subjects';
import { expect, test } from 'vitest';
import { emptyContent, labels } from './content.ts';
import { changeWords, eventOf } from './events.ts';

const timeOf = (version: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, version)).toISOString();
const content = { ...emptyContent, title: 'Water the plants', done_at: null };
const sample = (version: number, event: Pick<TaskEvent, 'type' | 'data'>): TaskEvent =>
  ({ task_id: 'a', version, time: timeOf(version), actor: 'ada', ...event }) as TaskEvent;

const history = [
  sample(1, { type: 'TaskCreated', data: content }),
  sample(2, { type: 'TaskRevised', data: { changes: { done_at: timeOf(2) } } }),
  sample(3, { type: 'Fenced', data: {} }),
  sample(4, { type: 'TaskRevised', data: { changes: { done_at: null } } }),
  sample(5, { type: 'TaskRevised', data: { changes: { title: 'Both', done_at: timeOf(5) } } }),
  sample(6, { type: 'TaskDeleted', data: {} }),
].map(eventOf);

test('a task is what its history makes of it, at each version', () => {
  expect(foldHistory(history, 2)).toMatchObject({ ...content, done_at: timeOf(2), version: 2 });
  expect(foldHistory(history, 3)).toMatchObject({ done_at: timeOf(2), version: 3, updated_at: timeOf(3) });
  expect(foldHistory(history, 4)).toMatchObject({ done_at: null, version: 4 });
  expect(foldHistory(history)).toMatchObject({ title: 'Both', version: 6, deleted_at: timeOf(6) });
});

test('a tick has words of its own', () => {
  const words = { one: 'task', labels, changeWords };
  expect(history.map((event) => eventSentence(event, words))).toEqual([
    'created the task',
    'ticked it off',
    'ruled out a late write; nothing else changed',
    'opened it again',
    'changed the title and the completion',
    'moved it to the bin',
  ]);
});
