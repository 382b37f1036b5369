import { type Caller, type Draft as DraftOf, stampEvent, type Versions } from '@notes/kernel';
import { specifies } from '@notes/kernel/testing';
import { describe, expect, test } from 'vitest';
import type { NoteFields, noteEvents } from '../contract/index.ts';
import type { Change, Command } from './command.ts';
import { decide, type Refusal } from './decide.ts';
import type { KnownNoteEvent } from './evolve.ts';
import { evolve, type NoteState } from './evolve.ts';

type Draft = DraftOf<typeof noteEvents>;

const { given } = specifies<NoteState, Command, KnownNoteEvent, Draft, Refusal>({ decide, evolve });

const ada: Caller = { subject: 'ada', may: 'own' };
const bob: Caller = { subject: 'bob', may: 'own' };
const root: Caller = { subject: 'root', may: 'any' };
const fields: NoteFields = { title: 'Buy milk', description: '', priority: 0 };

const noteId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const happened = (version: number, draft: Draft): KnownNoteEvent => ({
  ...stampEvent(undefined, draft, {
    ...{ eventId: noteId, commandId: noteId, subject: noteId, fingerprint: 'x', actor: 'ada', traceparent: undefined },
    now: version,
  }),
  version,
});

const create: Draft = { type: 'notes.NoteCreated.v1', data: fields };
const remove: Draft = { type: 'notes.NoteDeleted.v1', data: {} };
const bringBack: Draft = { type: 'notes.NoteRestored.v1', data: {} };
const revise = (changes: Partial<NoteFields>): Draft => ({ type: 'notes.NoteRevised.v1', data: { changes } });

const created = happened(1, create);
const revised = happened(2, revise({ priority: 1 }));
const deleted = happened(3, remove);
const stateOf = (events: readonly KnownNoteEvent[]): NoteState | undefined =>
  events.reduce<NoteState | undefined>((state, event) => evolve(state, event), undefined);
const note = [created, revised];
const binned = [created, revised, deleted];

describe('create', () => {
  test('makes a note of what is not there', () => {
    given().when({ kind: 'create', fields, caller: ada }).thenEvent(create);
  });

  test('never makes a note twice', () => {
    given(...note)
      .when({ kind: 'create', fields, caller: ada })
      .thenRejected('precondition-failed');
    given(...binned)
      .when({ kind: 'create', fields, caller: ada })
      .thenRejected('precondition-failed');
  });
});

describe('replace', () => {
  const replace = (more: Partial<NoteFields>, caller = ada, ifMatch?: Versions): Command => ({
    ...{ kind: 'replace', caller, ifMatch },
    fields: { ...fields, priority: 1, ...more },
  });
  const change = { title: 'Buy bread' };

  test('writes down only what differs', () => {
    given(...note)
      .when(replace({ title: 'Buy bread', priority: 2 }))
      .thenEvent(revise({ title: 'Buy bread', priority: 2 }));
  });

  test('makes no event when nothing differs', () => {
    given(...note)
      .when(replace({}))
      .thenNothing();
  });

  test('finds no note where there is none, or none any more, whatever If-Match says', () => {
    given()
      .when(replace(change, ada, '*'))
      .thenRejected('not-found');
    given(...binned)
      .when(replace(change, ada, [3]))
      .thenRejected('not-found');
  });

  test('needs the version that If-Match names, one of several, or any', () => {
    given(...note)
      .when(replace(change, ada, [1]))
      .thenRejected('precondition-failed');
    given(...note)
      .when(replace(change, ada, []))
      .thenRejected('precondition-failed');
    given(...note)
      .when(replace(change, ada, [1, 2]))
      .thenEvent(revise(change));
    given(...note)
      .when(replace(change, ada, '*'))
      .thenEvent(revise(change));
  });

  test('is for the author, and for whoever may change any note', () => {
    given(...note)
      .when(replace(change, bob))
      .thenRejected('forbidden');
    given(...note)
      .when(replace(change, root))
      .thenEvent(revise(change));
  });

  test('tells a stranger that he may not before it tells him that he is late', () => {
    given(...note)
      .when(replace(change, bob, [1]))
      .thenRejected('forbidden');
  });
});

describe('patch', () => {
  const patch = (some: Partial<NoteFields>): Command => ({ kind: 'patch', fields: some, caller: ada });

  test('changes only what it names', () => {
    given(...note)
      .when(patch({ priority: 5 }))
      .thenEvent(revise({ priority: 5 }));
  });

  test('makes no event of nothing, or of what is so already', () => {
    given(...note)
      .when(patch({}))
      .thenNothing();
    given(...note)
      .when(patch({ title: fields.title }))
      .thenNothing();
  });

  test('finds no note that is deleted, or never was', () => {
    given(...binned)
      .when(patch({ title: 'Buy bread' }))
      .thenRejected('not-found');
    given()
      .when(patch({ title: 'Buy bread' }))
      .thenRejected('not-found');
  });

  test('needs the right to change the note, and the version that If-Match names, also to change nothing', () => {
    given(...note)
      .when({ kind: 'patch', fields: {}, caller: bob })
      .thenRejected('forbidden');
    given(...note)
      .when({ kind: 'patch', fields: {}, caller: ada, ifMatch: [1] })
      .thenRejected('precondition-failed');
    given(...note)
      .when({ kind: 'patch', fields: { priority: 2 }, caller: ada, ifMatch: [2] })
      .thenEvent(revise({ priority: 2 }));
  });
});

describe('delete', () => {
  test('deletes a note that is there, once', () => {
    given(...note)
      .when({ kind: 'delete', caller: ada })
      .thenEvent(remove);
    given(...binned)
      .when({ kind: 'delete', caller: ada })
      .thenRejected('not-found');
    given().when({ kind: 'delete', caller: ada }).thenRejected('not-found');
  });

  test('needs the right to change the note, and the version that If-Match names', () => {
    given(...note)
      .when({ kind: 'delete', caller: bob })
      .thenRejected('forbidden');
    given(...note)
      .when({ kind: 'delete', caller: root })
      .thenEvent(remove);
    given(...note)
      .when({ kind: 'delete', caller: ada, ifMatch: [1] })
      .thenRejected('precondition-failed');
    given(...note)
      .when({ kind: 'delete', caller: ada, ifMatch: [2] })
      .thenEvent(remove);
  });
});

describe('restore', () => {
  const restore = (caller = ada, ifMatch?: Versions): Command => ({ kind: 'restore', caller, ifMatch });

  test('brings back a deleted note, also by the version of its deletion', () => {
    given(...binned)
      .when(restore())
      .thenEvent(bringBack);
    given(...binned)
      .when(restore(ada, [3]))
      .thenEvent(bringBack);
  });

  test('leaves a live note as it is', () => {
    given(...note)
      .when(restore())
      .thenNothing();
    given(...note)
      .when(restore(ada, '*'))
      .thenNothing();
  });

  test('tells also of a live note who may not, and what is stale', () => {
    given(...note)
      .when(restore(bob))
      .thenRejected('forbidden');
    given(...note)
      .when(restore(ada, [1]))
      .thenRejected('precondition-failed');
  });

  test('needs a note, the right to change it, and the version that If-Match names', () => {
    given().when(restore()).thenRejected('not-found');
    given(...binned)
      .when(restore(bob))
      .thenRejected('forbidden');
    given(...binned)
      .when(restore(ada, [2]))
      .thenRejected('precondition-failed');
  });
});

describe('conditions', () => {
  const changes: readonly Change[] = [
    { kind: 'replace', fields: { ...fields, title: 'Buy bread' } },
    { kind: 'patch', fields: { title: 'Buy bread' } },
    { kind: 'delete' },
  ];

  test.each(changes)('of a $kind rule out a version, or any', (change) => {
    for (const ifNoneMatch of ['*', [2], [1, 2]] as const)
      given(...note)
        .when({ ...change, caller: ada, ifNoneMatch })
        .thenRejected('precondition-failed');
    given(...note)
      .when({ ...change, caller: ada, ifNoneMatch: '*', ifMatch: [2] })
      .thenRejected('precondition-failed');
    expect(decide(stateOf(note), { ...change, caller: ada, ifNoneMatch: [1, 3] }).kind).toBe('event');
    expect(decide(stateOf(note), { ...change, caller: ada, ifNoneMatch: [], ifMatch: '*' }).kind).toBe('event');
  });

  test.each(changes)('of a $kind rule out what came after an instant, unless versions are named', (change) => {
    const at = Date.parse(stateOf(note)?.updated_at ?? '');
    given(...note)
      .when({ ...change, caller: ada, unmodifiedSince: at - 1 })
      .thenRejected('precondition-failed');
    expect(decide(stateOf(note), { ...change, caller: ada, unmodifiedSince: at }).kind).toBe('event');
    expect(decide(stateOf(note), { ...change, caller: ada, unmodifiedSince: 0, ifMatch: [2] }).kind).toBe('event');
  });

  test('of a restore: a deleted note is not there for * to rule out, but its deletion has a version', () => {
    given(...binned)
      .when({ kind: 'restore', caller: ada, ifNoneMatch: '*' })
      .thenEvent(bringBack);
    given(...binned)
      .when({ kind: 'restore', caller: ada, ifNoneMatch: [3] })
      .thenRejected('precondition-failed');
    given(...note)
      .when({ kind: 'restore', caller: ada, ifNoneMatch: '*' })
      .thenRejected('precondition-failed');
  });
});
