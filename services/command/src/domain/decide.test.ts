import type { NoteState } from '@notes/kernel';
import { describe, expect, test } from 'vitest';
import type { Command } from './command.ts';
import { decide } from './decide.ts';

const ada = { subject: 'ada', may: 'own' } as const;
const bob = { subject: 'bob', may: 'own' } as const;
const root = { subject: 'root', may: 'any' } as const;
const fields = { title: 'Buy milk', description: '', priority: 0 };

const live: NoteState = {
  id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
  ...fields,
  created_by: 'ada',
  created_at: '2026-01-31T12:00:00.000Z',
  updated_at: '2026-01-31T12:00:00.000Z',
  version: 3,
  deleted_at: null,
};
const deleted: NoteState = { ...live, deleted_at: '2026-01-31T12:00:00.000Z' };

const refused = (why: string) => ({ kind: 'refused', why });
const unchanged = { kind: 'unchanged' };
const revised = (changes: object) => ({ kind: 'event', draft: { type: 'notes.NoteRevised.v1', data: { changes } } });

describe('create', () => {
  test('makes a note of what is not there', () => {
    const decision = decide(undefined, { kind: 'create', fields, caller: ada });
    expect(decision).toEqual({ kind: 'event', draft: { type: 'notes.NoteCreated.v1', data: fields } });
  });

  test('never makes a note twice', () => {
    expect(decide(live, { kind: 'create', fields, caller: ada })).toEqual(refused('precondition-failed'));
  });
});

describe('replace', () => {
  const replace = (more: object, rest: Partial<Command> = {}): Command =>
    ({ kind: 'replace', fields: { ...fields, ...more }, caller: ada, ...rest }) as Command;

  test('writes down only what differs', () => {
    expect(decide(live, replace({ title: 'Buy bread', priority: 2 }))).toEqual(
      revised({ title: 'Buy bread', priority: 2 }),
    );
  });

  test('makes no event when nothing differs', () => {
    expect(decide(live, replace({}))).toEqual(unchanged);
  });

  test('finds no note where there is none, or none any more, whatever If-Match says', () => {
    expect(decide(undefined, replace({}, { ifMatch: '*' }))).toEqual(refused('not-found'));
    expect(decide(deleted, replace({}, { ifMatch: [3] }))).toEqual(refused('not-found'));
  });

  test('needs the version that If-Match names, one of several, or any', () => {
    const change = { title: 'Buy bread' };
    expect(decide(live, replace(change, { ifMatch: [2] }))).toEqual(refused('precondition-failed'));
    expect(decide(live, replace(change, { ifMatch: [] }))).toEqual(refused('precondition-failed'));
    expect(decide(live, replace(change, { ifMatch: [1, 3] }))).toEqual(revised(change));
    expect(decide(live, replace(change, { ifMatch: '*' }))).toEqual(revised(change));
  });

  test('is for the author, and for whoever may change any note', () => {
    const change = { title: 'Buy bread' };
    expect(decide(live, replace(change, { caller: bob }))).toEqual(refused('forbidden'));
    expect(decide(live, replace(change, { caller: root }))).toEqual(revised(change));
  });

  test('tells a stranger that he may not before it tells him that he is late', () => {
    expect(decide(live, replace({}, { caller: bob, ifMatch: [1] }))).toEqual(refused('forbidden'));
  });
});

describe('delete', () => {
  test('deletes a note that is there, once', () => {
    const decision = decide(live, { kind: 'delete', caller: ada });
    expect(decision).toEqual({ kind: 'event', draft: { type: 'notes.NoteDeleted.v1', data: {} } });
    expect(decide(deleted, { kind: 'delete', caller: ada })).toEqual(refused('not-found'));
  });
});

describe('patch', () => {
  const patch = (fields: object, rest: Partial<Command> = {}): Command =>
    ({ kind: 'patch', fields, caller: ada, ...rest }) as Command;

  test('changes only what it names', () => {
    expect(decide(live, patch({ priority: 5 }))).toEqual(revised({ priority: 5 }));
  });

  test('makes no event of nothing, or of what is so already', () => {
    expect(decide(live, patch({}))).toEqual(unchanged);
    expect(decide(live, patch({ title: live.title }))).toEqual(unchanged);
  });

  test('finds no note that is deleted', () => {
    expect(decide(deleted, patch({ title: 'Buy bread' }))).toEqual(refused('not-found'));
  });
});

describe('restore', () => {
  const restore = (rest: Partial<Command> = {}): Command => ({ kind: 'restore', caller: ada, ...rest }) as Command;
  const restored = { kind: 'event', draft: { type: 'notes.NoteRestored.v1', data: {} } };

  test('brings back a deleted note, also by the version of its deletion', () => {
    expect(decide(deleted, restore())).toEqual(restored);
    expect(decide(deleted, restore({ ifMatch: [deleted.version] }))).toEqual(restored);
  });

  test('leaves a live note as it is', () => {
    expect(decide(live, restore())).toEqual(unchanged);
  });

  test('needs a note, the right to change it, and the version that If-Match names', () => {
    expect(decide(undefined, restore())).toEqual(refused('not-found'));
    expect(decide(deleted, restore({ caller: bob }))).toEqual(refused('forbidden'));
    expect(decide(deleted, restore({ ifMatch: [1] }))).toEqual(refused('precondition-failed'));
  });
});
