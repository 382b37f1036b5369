import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Effect, type Input, type Link, lostAfterMs, none, PartitionFollower } from './partition-follower.ts';

type Follower = { readonly last: number; step(input: Input<Link>): Effect<Link>[] };

const delivered = (effects: readonly Effect<Link>[]): number[] =>
  effects.flatMap((effect) => (effect.kind === 'deliver' ? [effect.entry.pos] : []));
const link = (prev: number, pos: number): Link => ({ prev, pos });
const relayed = (...entries: Link[]): Input<Link> => ({ kind: 'relayed', last: entries.at(-1)?.pos ?? none, entries });

test('events that continue the chain are delivered at once, whatever holes their positions have', () => {
  const follower = new PartitionFollower<Link>(4);
  expect(delivered(follower.step(relayed(link(4, 9), link(9, 10))))).toEqual([9, 10]);
});

test('an event that comes twice is delivered once', () => {
  const follower = new PartitionFollower<Link>(none);
  follower.step(relayed(link(none, 3)));
  expect(follower.step(relayed(link(none, 3)))).toEqual([]);
});

test('an event whose predecessor is missing waits for the journal, and is delivered after it', () => {
  const follower = new PartitionFollower<Link>(0);
  expect(follower.step(relayed(link(1, 2)))).toEqual([{ kind: 'read', after: 0 }]);
  expect(delivered(follower.step({ kind: 'page', entries: [link(0, 1)], more: false }))).toEqual([1, 2]);
});

test('a heartbeat that is ahead leads to the journal, once', () => {
  const follower = new PartitionFollower<Link>(0);
  expect(follower.step({ kind: 'relayed', last: 5, entries: undefined })).toEqual([{ kind: 'read', after: 0 }]);
  expect(follower.step({ kind: 'head', last: 6 })).toEqual([]);
});

test('a read that failed, or that came short, is made again at the next tick', () => {
  const follower = new PartitionFollower<Link>(0);
  follower.step({ kind: 'head', last: 5 });
  expect(follower.step({ kind: 'page-failed' })).toEqual([]);
  expect(follower.step({ kind: 'tick', nowMs: 0 })).toEqual([{ kind: 'read', after: 0 }]);
  expect(follower.step({ kind: 'page', entries: [], more: false })).toEqual([]);
  expect(follower.step({ kind: 'tick', nowMs: 250 })).toEqual([{ kind: 'read', after: 0 }]);
});

test('a full page is followed by the next at once', () => {
  const follower = new PartitionFollower<Link>(0);
  follower.step({ kind: 'head', last: 5 });
  const effects = follower.step({ kind: 'page', entries: [link(0, 2)], more: true });
  expect(effects.at(-1)).toEqual({ kind: 'read', after: 2 });
});

test('a journal that does not continue what was delivered is asked again, and given up after a while', () => {
  const follower = new PartitionFollower<Link>(3);
  follower.step({ kind: 'head', last: 9 });
  const elsewhere: Input<Link> = { kind: 'page', entries: [link(7, 9)], more: false };
  expect(follower.step(elsewhere)).toEqual([]);
  expect(follower.step({ kind: 'tick', nowMs: 0 })).toEqual([{ kind: 'read', after: 3 }]);
  follower.step(elsewhere);
  expect(follower.step({ kind: 'tick', nowMs: lostAfterMs }).at(-1)).toEqual({ kind: 'lost', after: 3 });
});

/** What a schedule does with one commit's message, or in between. */
type Act =
  | { readonly kind: 'commit'; readonly gaps: readonly number[]; readonly fate: 'arrives' | 'lost' | 'twice' | 'late' }
  | { readonly kind: 'late-ones-arrive' | 'heartbeat' | 'tick' | 'journal-fails' | 'journal-answers' };

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      fate: fc.constantFrom('arrives', 'lost', 'twice', 'late'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('late-ones-arrive', 'heartbeat', 'tick', 'journal-fails', 'journal-answers'),
    }),
  },
);

/** Everything delivered by a follower under the schedule and a quiet time after it, and what the journal holds. */
function play(acts: readonly Act[], make: (last: number) => Follower): { delivered: number[]; journal: number[] } {
  const journal: Link[] = [];
  const late: Input<Link>[] = [];
  const got: number[] = [];
  let reading: { after: number; journalled: number } | undefined;
  const follower = make(none);

  const tell = (input: Input<Link>): void => {
    for (const effect of follower.step(input)) {
      if (effect.kind === 'deliver') got.push(effect.entry.pos);
      if (effect.kind === 'read') reading = { after: effect.after, journalled: journal.length };
    }
  };
  const answer = (): void => {
    if (reading === undefined) return;
    const { after, journalled } = reading;
    reading = undefined;
    const rest = journal.slice(0, journalled).filter(({ pos }) => pos > after);
    tell({ kind: 'page', entries: rest.slice(0, 3), more: rest.length >= 3 });
  };
  const heartbeat = (): void => tell({ kind: 'relayed', last: journal.at(-1)?.pos ?? none, entries: undefined });
  const commit = (gaps: readonly number[]): Input<Link> => {
    const entries = gaps.map((gap) => {
      const prev = journal.at(-1)?.pos ?? none;
      const entry = link(prev, prev + gap);
      journal.push(entry);
      return entry;
    });
    return relayed(...entries);
  };
  const perform = (one: Act): void => {
    if (one.kind === 'commit') {
      const message = commit(one.gaps);
      if (one.fate === 'late') late.push(message);
      if (one.fate === 'arrives' || one.fate === 'twice') tell(message);
      if (one.fate === 'twice') tell(message);
    } else if (one.kind === 'late-ones-arrive') for (const message of late.splice(0).reverse()) tell(message);
    else if (one.kind === 'heartbeat') heartbeat();
    else if (one.kind === 'tick') tell({ kind: 'tick', nowMs: 0 });
    else if (one.kind === 'journal-answers') answer();
    else if (reading !== undefined) {
      reading = undefined;
      tell({ kind: 'page-failed' });
    }
  };

  for (const one of acts) perform(one);
  for (let i = 0; i < journal.length + 5; i += 1)
    for (const kind of ['heartbeat', 'tick', 'journal-answers'] as const) perform({ kind });
  return { delivered: got, journal: journal.map(({ pos }) => pos) };
}

const holdsFor = (make: (last: number) => Follower): void =>
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const { delivered: got, journal } = play(acts, make);
      expect(got).toEqual(journal);
    }),
    { numRuns: 1_000 },
  );

test('whatever is lost, doubled, late or out of order, each event is delivered once and in order', () => {
  holdsFor((last) => new PartitionFollower<Link>(last));
});

/** As those who trust Redis do: whatever is newer is next. */
class TrustsRedis implements Follower {
  last: number;
  constructor(last: number) {
    this.last = last;
  }
  step(input: Input<Link>): Effect<Link>[] {
    if (input.kind !== 'relayed') return [];
    const entries = (input.entries ?? []).filter(({ pos }) => pos > this.last);
    this.last = entries.at(-1)?.pos ?? this.last;
    return entries.map((entry) => ({ kind: 'deliver', entry }));
  }
}

/** Repairs breaks in the chain, but takes silence for peace. */
class IgnoresHeartbeats implements Follower {
  readonly #follower: PartitionFollower<Link>;
  constructor(last: number) {
    this.#follower = new PartitionFollower<Link>(last);
  }
  get last(): number {
    return this.#follower.last;
  }
  step(input: Input<Link>): Effect<Link>[] {
    return input.kind === 'relayed' && input.entries === undefined ? [] : this.#follower.step(input);
  }
}

/** Takes a page for new, though some of it may have arrived while it was read. */
class TrustsPages implements Follower {
  #last: number;
  constructor(last: number) {
    this.#last = last;
  }
  get last(): number {
    return this.#last;
  }
  step(input: Input<Link>): Effect<Link>[] {
    if (input.kind !== 'page' && input.kind !== 'relayed') return [];
    const entries = (input.entries ?? []).filter(
      (entry) => input.kind === 'page' || (entry.prev === this.#last && entry.pos > this.#last),
    );
    const effects: Effect<Link>[] = entries.map((entry) => ({ kind: 'deliver', entry }));
    this.#last = Math.max(this.#last, entries.at(-1)?.pos ?? none);
    if (input.kind === 'relayed' && input.last > this.#last) effects.push({ kind: 'read', after: this.#last });
    return effects;
  }
}

test.each([
  ['trusts Redis', TrustsRedis],
  ['ignores heartbeats', IgnoresHeartbeats],
  ['trusts pages', TrustsPages],
])('the schedules find out a follower that %s', (_, Wrong) => {
  expect(() => holdsFor((last) => new Wrong(last))).toThrow('Property failed');
});
