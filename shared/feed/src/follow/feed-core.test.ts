import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../domain/entry.ts';
import { type Effect, type Input, none, PartitionFollower } from '../domain/partition-follower.ts';
import { Client, type Flaws, partitions, subjectOf, World } from '../testing/feed-world.ts';

// Followers, fan-out and pump of two gateways together, against a journal, a relay and clients that do what they like: no
// client may miss an event or get one twice.

const index = fc.nat(9);
const act = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      index,
      gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      withEntries: fc.boolean(),
      /** What becomes of the message on its way to each gateway. */
      fates: fc.tuple(
        ...Array.from({ length: 2 }, () => fc.constantFrom('arrives', 'arrives', 'lost', 'twice', 'late')),
      ),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('late', 'heads', 'tick', 'restart', 'step-back', 'bookmarks', 'fail', 'answer', 'answer'),
      index,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('receive', 'receive', 'reconnect', 'twice'), index }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

/** Lets promises run that have nothing to wait for. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function performOnWorld(world: World, one: Act): boolean {
  const gateway = world.gateways[one.index % 2];
  if (gateway === undefined) return false;
  if (one.kind === 'commit') {
    const tell = world.commit(one.index % partitions, one.gaps, one.withEntries);
    for (const [at, each] of world.gateways.entries()) {
      const fate = one.fates[at];
      if (fate === 'late') each.late.push(() => tell(each));
      if (fate === 'arrives' || fate === 'twice') tell(each);
      if (fate === 'twice') tell(each);
    }
  } else if (one.kind === 'late') for (const tell of gateway.late.splice(0).reverse()) tell();
  else if (one.kind === 'heads') gateway.heads();
  else if (one.kind === 'tick') gateway.log.tick(0);
  else if (one.kind === 'restart') gateway.restart();
  else if (one.kind === 'step-back') world.stepBack(one.index % partitions, 1 + (one.index % 5));
  else if (one.kind === 'bookmarks') {
    world.nowMs += 20_000;
    gateway.fanOut.pushBookmarks(world.nowMs);
  } else return false;
  return true;
}

function perform(world: World, one: Act): void {
  if (performOnWorld(world, one)) return;
  const client = world.clients[one.index % world.clients.length];
  const gateway = world.gateways[one.index < 5 ? 0 : 1];
  if (client === undefined || gateway === undefined) return;
  if (one.kind === 'receive') client.receive(one.index);
  else if (one.kind === 'reconnect' || one.kind === 'twice') {
    client.connect(gateway, client.reached);
    if (one.kind === 'twice') client.connect(gateway, client.reached);
  } else {
    const [read] = world.reads.splice(one.index % Math.max(world.reads.length, 1), 1);
    if (one.kind === 'fail') read?.fail();
    else read?.answer();
  }
}

/** Everything works for a while, and all that is under way arrives. */
async function quietTime(world: World): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    for (const [partition, log] of world.log.entries())
      while ((world.journal[partition]?.length ?? 0) < log.length) world.commit(partition, [1], false);
    for (const gateway of world.gateways) {
      gateway.heads();
      gateway.log.tick(0);
    }
    for (const client of world.clients) client.receive(Number.POSITIVE_INFINITY);
    for (const read of world.reads.splice(0)) read.answer();
    await settle();
    if (isAtRest(world)) return;
  }
}

const isAtRest = ({ clients, gateways, log }: World): boolean =>
  clients.every(({ subscription, connection }) => subscription?.cursors === undefined && connection.isEmpty) &&
  gateways.every(({ fanOut }) => log.every((entries, at) => (entries.at(-1)?.pos ?? none) === fanOut.delivered[at]));

async function play(acts: readonly Act[], flaws: Flaws): Promise<World> {
  const world = new World(flaws);
  world.clients.push(
    new Client('notes'),
    new Client(`notes:${subjectOf(1)}`),
    new Client('authors:bob'),
    new Client('notes', ['NoteC*']),
    new Client('authors:ada', ['NoteR*d', 'NoteRev?sed']),
    new Client('tasks'),
    new Client(`tasks:${subjectOf(2)}`),
    new Client('assignees:ada'),
    new Client('assignees:bob', ['TaskC*']),
  );
  for (const [at, client] of world.clients.entries()) {
    const gateway = world.gateways[at % 2];
    if (gateway !== undefined) client.connect(gateway, undefined);
  }
  for (const one of acts) {
    perform(world, one);
    if (one.index % 2 === 0) await settle();
  }
  await quietTime(world);
  return world;
}

const holds = (numRuns: number, flaws: Flaws = {}): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60, size: 'max' }), async (acts) => {
      const world = await play(acts, flaws);
      for (const client of world.clients) {
        const got = world.log.map((_, partition) => client.got.filter((text) => text.includes(`:${partition}-`)));
        expect(got).toEqual(world.expectedOf(client));
      }
    }),
    { numRuns },
  );

test('no subscriber misses an event or gets one twice, and each partition comes in order', { timeout: 60_000 }, () =>
  holds(2_000),
);

test('a position ahead of what was delivered is valid: nothing is pushed up to it', async () => {
  const world = new World();
  const client = new Client('notes');
  const [gateway] = world.gateways;
  if (gateway === undefined) return;
  world.clients.push(client);
  client.connect(gateway, [2, none]);
  await settle();
  world.commit(0, [1, 1, 1, 1, 1], true)(gateway);
  await quietTime(world);
  expect(client.got).toEqual([3, 4, 5].map((pos) => `k3f9a2c1:0-${pos}`));
});

/** Takes whatever is newer for what is next. */
class TrustsRedis {
  readonly lag = 0;
  #last: number;
  constructor(last: number) {
    this.#last = last;
  }
  step(input: Input<Entry>): Effect<Entry>[] {
    if (input.kind !== 'relayed') return [];
    const entries = (input.entries ?? []).filter(({ pos }) => pos > this.#last);
    this.#last = entries.at(-1)?.pos ?? this.#last;
    return entries.map((entry) => ({ kind: 'deliver', entry }));
  }
}

/** Takes the next number for the next event, where positions have holes. */
class CountsPositions {
  readonly #follower: PartitionFollower<Entry>;
  constructor(last: number) {
    this.#follower = new PartitionFollower(last);
  }
  get lag(): number {
    return this.#follower.lag;
  }
  step(input: Input<Entry>): Effect<Entry>[] {
    if (input.kind !== 'relayed' && input.kind !== 'page') return this.#follower.step(input);
    const entries = input.entries?.map((entry) => ({ ...entry, prev: entry.pos - 1 }));
    return this.#follower.step({ ...input, entries } as Input<Entry>);
  }
}

test.each<[string, Flaws]>([
  ['trusts Redis', { follow: (last) => new TrustsRedis(last) }],
  ['counts positions', { follow: (last) => new CountsPositions(last) }],
  ['reads pages without an end', { pagesHaveNoEnd: true }],
  ['takes a short page for all there is', { shortPagesAreTrusted: true }],
  ['forgets who is ahead of it', { forgetsWhoIsAhead: true }],
])('the schedules find out a feed that %s', { timeout: 60_000 }, async (_, flaws) => {
  await expect(holds(1_000, flaws)).rejects.toThrow('Property failed');
});
