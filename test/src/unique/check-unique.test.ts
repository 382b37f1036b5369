import { randomUUID } from 'node:crypto';
import type { Task } from '@notes/features/tasks/contract';
import type { LogRecord } from '@notes/log';
import { expect, test } from 'vitest';
import type { Answer } from '../history/attempt.ts';
import { checkUnique } from './check-unique.ts';
import type { Intent, TaskAttempt } from './task-command.ts';
import { TaskLog } from './task-log.ts';

const [adas, bobs] = [randomUUID(), randomUUID()];
const fields = { subtitle: '', type: 'todo', severity: null, story_points: null, assignee: null, due: null };
const timeOf = (atMs: number): string => new Date(atMs).toISOString();
const idOf = (task: string, version: number): string => `${task.slice(0, -3)}${100 + version}`;

type Written = {
  readonly task: string;
  readonly version: number;
  readonly type: string;
  readonly data?: object;
  readonly atMs: number;
  readonly trace: string;
};

function recordOf({ task, version, type, data = {}, atMs, trace }: Written, offset: number): LogRecord {
  const event = {
    ...{ id: idOf(task, version), type: `tasks.${type}.v1`, subject: task, sequence: String(version) },
    ...(version === 1 ? {} : { previous: idOf(task, version - 1) }),
    ...{ actor: 'ada', time: timeOf(atMs), traceparent: `00-${trace}-1-01`, data },
  };
  return {
    ...{ partition: 0, offset, timestamp: atMs },
    ...{ key: Buffer.from(task), value: Buffer.from(JSON.stringify(event)) },
  };
}

const wanted = (title: string) => ({ title, unique_title: 'roof' });
const created = (title: string): object => ({ ...wanted(title), ...fields, done_at: null });
const shown = (task: string, title: string, atMs: number): Task => ({
  ...(created(title) as Task),
  ...{ id: task, version: 1, created_by: 'ada', created_at: timeOf(atMs), updated_at: timeOf(atMs) },
});

function attemptOf(trace: string, intent: Intent, [start, end]: [number, number], answer: object): TaskAttempt {
  const command = { actor: 'ada', key: `key ${JSON.stringify(intent)}`, ifMatch: undefined, intent };
  return { trace, command, via: '1', start, end, answer: { replayed: false, ...answer } as Answer };
}
const create = (title: string): Intent => ({ kind: 'create', bulk: false, tasks: [wanted(title)] });
const refusal = (holder: string) => ({ status: 409, slug: 'not-unique', body: { holder: `/v1/tasks/${holder}` } });

/** Ada's task has the value, Bob's is refused, Ada's is deleted, Bob's has it, and Ada's is not restored. */
const events: readonly Written[] = [
  { task: adas, version: 1, type: 'TaskCreated', data: created('Ada'), atMs: 1_000, trace: 'a' },
  { task: adas, version: 2, type: 'TaskDeleted', atMs: 2_000, trace: 'c' },
  { task: bobs, version: 1, type: 'Fenced', atMs: 2_100, trace: 'x' },
  { task: bobs, version: 2, type: 'TaskCreated', data: created('Bob'), atMs: 2_200, trace: 'd' },
];
const attempts: readonly TaskAttempt[] = [
  attemptOf('a', create('Ada'), [900, 1_100], { status: 201, body: shown(adas, 'Ada', 1_000) }),
  attemptOf('b', create('Bert'), [1_200, 1_300], refusal(adas)),
  attemptOf('c', { kind: 'delete', taskId: adas }, [1_900, 2_100], { status: 204, version: 2 }),
  attemptOf('d', create('Bob'), [1_950, 2_300], { status: 201, body: { ...shown(bobs, 'Bob', 2_200), version: 2 } }),
  attemptOf('e', { kind: 'restore', taskId: adas }, [2_400, 2_500], refusal(bobs)),
  attemptOf('f', create('Ada'), [2_600, 2_700], { status: 201, replayed: true, body: shown(adas, 'Ada', 1_000) }),
];

const judged = (log: readonly Written[], said: readonly TaskAttempt[]): string[] =>
  checkUnique(said, new TaskLog(log.map(recordOf)));
const event = (at: number, change: Partial<Written>): Written[] =>
  events.map((each, i) => (i === at ? { ...each, ...change } : each));
const attempt = (at: number, change: Partial<TaskAttempt>): TaskAttempt[] =>
  attempts.map((each, i) => (i === at ? { ...each, ...change } : each));
const answered = (answer: object): Partial<TaskAttempt> => ({ answer: { replayed: false, ...answer } as Answer });

test('a true history is right', () => {
  expect(judged(events, attempts)).toEqual([]);
  expect(new TaskLog(events.map(recordOf)).spells.get('roof')).toHaveLength(2);
});

test.each<[string, readonly Written[], readonly TaskAttempt[]]>([
  ['two live holders of roof', event(3, { atMs: 1_999 }), attempts],
  ['two live holders of roof', events.toSpliced(1, 1), attempts],
  ['refused without a holder', events, attempt(1, { start: 800, end: 900 })],
  ['refused without a holder', events, attempt(4, answered(refusal(adas)))],
  ['refused without a holder', events, attempt(1, answered(refusal(bobs)))],
  ['acknowledged, but not there', events.slice(0, 3), attempts],
  ['acknowledged, but not there', event(1, { type: 'TaskRevised', data: { changes: { severity: 1 } } }), attempts],
  ['acknowledged, but not there', events, attempt(5, answered({ status: 201, body: shown(adas, 'Eve', 1_000) }))],
  ['nobody asked for', event(1, { trace: 'z' }), attempts],
  ['said to have done nothing', events, attempt(3, answered({ status: 503, slug: 'overloaded' }))],
  ['counts twice', [...events, { ...(events[1] as Written), version: 3, type: 'TaskRestored' }], attempts],
  ['does not apply', [...events, { ...(events[0] as Written), version: 3 }], attempts],
])('"%s" is found', (what, log, said) => {
  expect(judged(log, said).join('\n')).toContain(what);
});
