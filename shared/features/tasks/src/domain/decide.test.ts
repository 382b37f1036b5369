import { type Caller, type Draft as DraftOf, stampEvent, type Versions } from '@notes/kernel';
import { specifies } from '@notes/kernel/testing';
import { describe, expect, test } from 'vitest';
import type { TaskFields, taskEvents } from '../contract/index.ts';
import type { TaskCommand, WantedFields } from './command.ts';
import { decide, type TaskRefusal } from './decide.ts';
import { evolve, type KnownTaskEvent, type TaskState } from './evolve.ts';

type Draft = DraftOf<typeof taskEvents>;

const { given } = specifies<TaskState, TaskCommand, KnownTaskEvent, Draft, TaskRefusal>({ decide, evolve });

const ada: Caller = { subject: 'ada', may: 'own' };
const bob: Caller = { subject: 'bob', may: 'own' };
const root: Caller = { subject: 'root', may: 'any' };
const now = Date.parse('2026-02-01T08:00:00.000Z');
const then = '2026-01-15T09:00:00.000Z';
const fields: TaskFields = {
  ...{ title: 'Water the plants', subtitle: '', type: 'todo', severity: 2, story_points: '2.5' },
  ...{ assignee: 'grace', unique_title: 'PLANTS-1', due: '2026-02-14T17:00:00.000Z', done_at: null },
};

const taskId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const happened = (version: number, draft: Draft): KnownTaskEvent => ({
  ...stampEvent(undefined, draft, {
    ...{ eventId: taskId, commandId: taskId, subject: taskId, fingerprint: 'x', actor: 'ada', traceparent: undefined },
    now: version,
  }),
  version,
});

const create = (more: Partial<TaskFields> = {}): Draft => ({
  type: 'tasks.TaskCreated.v1',
  data: { ...fields, ...more },
});
const remove: Draft = { type: 'tasks.TaskDeleted.v1', data: {} };
const bringBack: Draft = { type: 'tasks.TaskRestored.v1', data: {} };
const revise = (changes: Partial<TaskFields>): Draft => ({ type: 'tasks.TaskRevised.v1', data: { changes } });

const task = [happened(1, create())];
const done = [...task, happened(2, revise({ done_at: then }))];
const binned = [...task, happened(2, remove)];
const fenced = [...task, happened(2, { type: 'tasks.Fenced.v1', data: {} })];

const by = (caller: Caller, ifMatch?: Versions) => ({ caller, ifMatch, now });

describe('create', () => {
  test('makes a task of what is not there, once', () => {
    given()
      .when({ kind: 'create', fields, ...by(ada) })
      .thenEvent(create());
    given(...task)
      .when({ kind: 'create', fields, ...by(ada) })
      .thenRejected('precondition-failed');
    given(...binned)
      .when({ kind: 'create', fields, ...by(ada) })
      .thenRejected('precondition-failed');
  });

  test('of a task that is ticked says that it is done now', () => {
    given()
      .when({ kind: 'create', fields: { ...fields, done_at: true }, ...by(ada) })
      .thenEvent(create({ done_at: '2026-02-01T08:00:00.000Z' }));
    given()
      .when({ kind: 'create', fields: { ...fields, done_at: then }, ...by(ada) })
      .thenEvent(create({ done_at: then }));
  });
});

describe('patch', () => {
  const patch = (some: Partial<WantedFields>, caller = ada, ifMatch?: Versions): TaskCommand => ({
    ...{ kind: 'patch', fields: some },
    ...by(caller, ifMatch),
  });

  test('changes only what it names, to nothing, too', () => {
    given(...task)
      .when(patch({ severity: null, assignee: null }))
      .thenEvent(revise({ severity: null, assignee: null }));
    given(...task)
      .when(patch({ story_points: '3', due: null, type: 'issue' }))
      .thenEvent(revise({ story_points: '3', due: null, type: 'issue' }));
  });

  test('makes no event of nothing, or of what is so already', () => {
    given(...task)
      .when(patch({}))
      .thenNothing();
    given(...task)
      .when(patch({ severity: 2, story_points: '2.5', done_at: null }))
      .thenNothing();
  });

  test('ticks a task once, and keeps when it was done', () => {
    given(...task)
      .when(patch({ done_at: true }))
      .thenEvent(revise({ done_at: '2026-02-01T08:00:00.000Z' }));
    given(...done)
      .when(patch({ done_at: true }))
      .thenNothing();
    given(...done)
      .when(patch({ done_at: true, severity: 3 }))
      .thenEvent(revise({ severity: 3 }));
    given(...done)
      .when(patch({ done_at: '2026-01-16T09:00:00.000Z' }))
      .thenEvent(revise({ done_at: '2026-01-16T09:00:00.000Z' }));
    given(...done)
      .when(patch({ done_at: null }))
      .thenEvent(revise({ done_at: null }));
  });

  test('needs a task, the right to change it, and the version that If-Match names', () => {
    given()
      .when(patch({ severity: 1 }))
      .thenRejected('not-found');
    given(...binned)
      .when(patch({ severity: 1 }))
      .thenRejected('not-found');
    given(...task)
      .when(patch({ severity: 1 }, bob))
      .thenRejected('forbidden');
    given(...task)
      .when(patch({ severity: 1 }, root))
      .thenEvent(revise({ severity: 1 }));
    given(...task)
      .when(patch({ severity: 1 }, ada, [2]))
      .thenRejected('precondition-failed');
  });

  test('of a fenced task is decided on the fence', () => {
    given(...fenced)
      .when(patch({ severity: 1 }, ada, [1]))
      .thenRejected('precondition-failed');
    given(...fenced)
      .when(patch({ severity: 1 }, ada, [2]))
      .thenEvent(revise({ severity: 1 }));
  });
});

describe('replace', () => {
  test('writes down only what differs', () => {
    given(...task)
      .when({ kind: 'replace', fields: { ...fields, title: 'Water the flowers', due: null }, ...by(ada) })
      .thenEvent(revise({ title: 'Water the flowers', due: null }));
    given(...task)
      .when({ kind: 'replace', fields, ...by(ada) })
      .thenNothing();
  });

  test('that leaves the tick where it is changes nothing', () => {
    given(...done)
      .when({ kind: 'replace', fields: { ...fields, done_at: true }, ...by(ada) })
      .thenNothing();
  });
});

describe('delete and restore', () => {
  test('take a live task to the bin, and back', () => {
    given(...task)
      .when({ kind: 'delete', ...by(ada) })
      .thenEvent(remove);
    given(...binned)
      .when({ kind: 'delete', ...by(ada) })
      .thenRejected('not-found');
    given(...binned)
      .when({ kind: 'restore', ...by(ada) })
      .thenEvent(bringBack);
    given(...task)
      .when({ kind: 'restore', ...by(ada) })
      .thenNothing();
    given()
      .when({ kind: 'restore', ...by(ada) })
      .thenRejected('not-found');
  });
});

test('a fence leaves a task as it is, but for the end of its chain', () => {
  const states = [task, fenced].map((events) =>
    events.reduce<TaskState | undefined>((state, event) => evolve(state, event), undefined),
  );
  const [before, after] = states;
  expect(after).toEqual({ ...before, version: 2, updated_at: '1970-01-01T00:00:00.002Z' });
});
