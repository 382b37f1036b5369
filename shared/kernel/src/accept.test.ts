import { describe, expect, test } from 'vitest';
import { accept as acceptOf, type Head } from './accept.ts';
import { eventOf as eventOfSample } from './testing/event-of.ts';
import { lamp } from './testing/lamp.ts';
import { smallNote } from './testing/small-note.ts';

const accept = acceptOf.bind(undefined, smallNote.events);
const eventOf = eventOfSample.bind(undefined, smallNote);

const family = 'notes';
const live: Head = { family, eventId: 'e3', version: 3, deleted: false, frozen: false };
const deleted: Head = { ...live, deleted: true };
const next = { id: 'e4', version: 4, previous: 'e3' };

const created = eventOf('NoteCreated', { id: 'e1' });
const revised = eventOf('NoteRevised', next);
const removed = eventOf('NoteDeleted', next);
const restored = eventOf('NoteRestored', next);
const unknown = eventOf('Painted', next);

const accepted = (head: Head) => ({ accepted: true, head });
const isVoid = (reason: string) => ({ accepted: false, reason });

describe('a creation', () => {
  test('begins a chain', () => {
    expect(accept(undefined, created)).toEqual(
      accepted({ family, eventId: 'e1', version: 1, deleted: false, frozen: false }),
    );
  });

  test('is void where there is a note already, live or deleted', () => {
    expect(accept(live, created)).toEqual(isVoid('superseded'));
    expect(accept(deleted, created)).toEqual(isVoid('superseded'));
  });

  test('never continues a chain, even if it names the head', () => {
    expect(accept(live, eventOf('NoteCreated', next))).toEqual(isVoid('not-applicable'));
  });
});

describe('the predecessor', () => {
  test('must be the last accepted event', () => {
    expect(accept(live, { ...revised, previous: 'e2' })).toEqual(isVoid('superseded'));
    expect(accept(live, { ...revised, previous: undefined })).toEqual(isVoid('superseded'));
    expect(accept(undefined, revised)).toEqual(isVoid('superseded'));
  });

  test('is asked for before the version: a lost race is a lost race whatever its version', () => {
    expect(accept(live, { ...revised, previous: 'e2', version: 3 })).toEqual(isVoid('superseded'));
  });

  test('may not be the event itself, once it is accepted', () => {
    const { head } = accept(live, revised) as { head: Head };
    expect(accept(head, revised)).toEqual(isVoid('superseded'));
  });
});

describe('the version', () => {
  test.each([1, 3, 5])('must be the next one: after 3, not %i', (version) => {
    expect(accept(live, { ...revised, version })).toEqual(isVoid('wrong-version'));
  });

  test('of a creation is 1', () => {
    expect(accept(undefined, { ...created, version: 2 })).toEqual(isVoid('wrong-version'));
  });
});

describe('what applies', () => {
  const head = { family, eventId: 'e4', version: 4, frozen: false };

  test('a live note can be revised and deleted, not restored', () => {
    expect(accept(live, revised)).toEqual(accepted({ ...head, deleted: false }));
    expect(accept(live, removed)).toEqual(accepted({ ...head, deleted: true }));
    expect(accept(live, restored)).toEqual(isVoid('not-applicable'));
  });

  test('a deleted note can be restored, and nothing else', () => {
    expect(accept(deleted, restored)).toEqual(accepted({ ...head, deleted: false }));
    expect(accept(deleted, revised)).toEqual(isVoid('not-applicable'));
    expect(accept(deleted, removed)).toEqual(isVoid('not-applicable'));
  });

  test.each(['NoteRevised', 'NoteDeleted', 'NoteRestored'])('%s cannot begin a chain', (type) => {
    expect(accept(undefined, eventOf(type, { version: 1 }))).toEqual(isVoid('not-applicable'));
  });
});

describe('an unknown type', () => {
  test('is taken on trust, leaves the note as live as it was, and freezes it', () => {
    expect(accept(live, unknown)).toEqual(
      accepted({ family, eventId: 'e4', version: 4, deleted: false, frozen: true }),
    );
    expect(accept(deleted, unknown)).toEqual(
      accepted({ family, eventId: 'e4', version: 4, deleted: true, frozen: true }),
    );
  });

  test('may begin a chain', () => {
    const head = { family, eventId: 'e1', version: 1, deleted: false, frozen: true };
    expect(accept(undefined, eventOf('Painted', { id: 'e1' }))).toEqual(accepted(head));
  });

  test('has to keep its place in the chain like any other', () => {
    expect(accept(live, { ...unknown, previous: 'e2' })).toEqual(isVoid('superseded'));
    expect(accept(live, { ...unknown, version: 5 })).toEqual(isVoid('wrong-version'));
  });

  test('freezes for good: the chain goes on, and stays frozen', () => {
    expect(accept({ ...live, frozen: true }, revised)).toMatchObject({ accepted: true, head: { frozen: true } });
  });
});

describe('a fence', () => {
  const seal = (members: Parameters<typeof eventOfSample>[2]) => eventOfSample(lamp, 'LampSealed', members);
  const hang = (members: Parameters<typeof eventOfSample>[2]) => eventOfSample(lamp, 'LampHung', members);
  const family = 'lamps';
  const fenced: Head = { family, eventId: 'e1', version: 1, deleted: false, frozen: false, absent: true };

  test('applies to anything, and leaves its life as it is', () => {
    expect(acceptOf(lamp.events, undefined, seal({ id: 'e1' }))).toEqual(accepted(fenced));
    for (const life of [live, deleted]) {
      const head = { ...life, family };
      const after = { ...head, eventId: 'e4', version: 4 };
      expect(acceptOf(lamp.events, head, seal(next))).toEqual(accepted(after));
    }
  });

  test('of what is absent leaves it to be created, at the next version, and nothing else', () => {
    const second = { id: 'e2', version: 2, previous: 'e1' };
    const created = { family, eventId: 'e2', version: 2, deleted: false, frozen: false };
    expect(acceptOf(lamp.events, fenced, hang(second))).toEqual(accepted(created));
    for (const name of ['LampSwitched', 'LampBroken', 'LampMended'])
      expect(acceptOf(lamp.events, fenced, eventOfSample(lamp, name, second))).toEqual(isVoid('not-applicable'));
  });
});

describe('an event of another family than the first', () => {
  test.each(['LampSwitched', 'LampSealed', 'Painted'])('%s is not one of the subject', (name) => {
    expect(acceptOf(lamp.events, live, eventOfSample(lamp, name, next))).toEqual(isVoid('not-applicable'));
    expect(acceptOf(lamp.events, { ...live, absent: true }, eventOfSample(lamp, 'LampHung', next))).toEqual(
      isVoid('not-applicable'),
    );
  });
});
