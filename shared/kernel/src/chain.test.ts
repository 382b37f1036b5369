import { expect, test } from 'vitest';
import { type Chain, follow as followOf } from './chain.ts';
import type { AnyEvent } from './event.ts';
import { eventOf as eventOfSample } from './testing/event-of.ts';
import { type SmallNote, smallNote } from './testing/small-note.ts';

const follow = (chain: Chain<SmallNote> | undefined, event: AnyEvent) => followOf<SmallNote>(smallNote, chain, event);
const eventOf = eventOfSample.bind(undefined, smallNote);

const created = eventOf('NoteCreated', { id: 'e1' });
const revised = eventOf('NoteRevised', { id: 'e2', version: 2, previous: 'e1' });
const painted = eventOf('Painted', { id: 'e2', version: 2, previous: 'e1' });

const after = (...events: AnyEvent[]): Chain<SmallNote> | undefined =>
  events.reduce<Chain<SmallNote> | undefined>((chain, event) => follow(chain, event).chain, undefined);

test('an accepted event moves head and state together', () => {
  const chain = after(created, revised);
  expect(chain?.head).toEqual({ family: 'notes', eventId: 'e2', version: 2, deleted: false, frozen: false });
  expect(chain?.state).toMatchObject({ title: 'Buy bread', version: 2 });
});

test('a void event leaves the very same chain, and says why', () => {
  const chain = after(created, revised);
  expect(follow(chain, revised)).toEqual({ verdict: { accepted: false, reason: 'superseded' }, chain });
  expect(follow(chain, revised).chain).toBe(chain);
  expect(follow(undefined, revised).chain).toBeUndefined();
});

test('the state of a frozen note stays behind at the last one that could be told', () => {
  const chain = after(created, painted, eventOf('NoteDeleted', { id: 'e3', version: 3, previous: 'e2' }));
  expect(chain?.head).toEqual({ family: 'notes', eventId: 'e3', version: 3, deleted: true, frozen: true });
  expect(chain?.state).toMatchObject({ title: 'Buy milk', version: 1, deleted_at: null });
});

test('a chain that begins with an unknown type has a head and no state', () => {
  const chain = after(
    eventOf('Painted', { id: 'e1' }),
    eventOf('NoteRevised', { id: 'e2', version: 2, previous: 'e1' }),
  );
  expect(chain).toEqual({
    head: { family: 'notes', eventId: 'e2', version: 2, deleted: false, frozen: true },
    state: undefined,
  });
});
