import { type Chain, type Folding, follow, type KnownEvent, type SubjectState, stampEvent } from '@notes/kernel';
import { type Claim, claim, fenced } from '@notes/kernel/claims';
import { type SmallCommand, type SmallNote, smallNote } from '@notes/kernel/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../lanes/attempt.ts';
import { type UniqueDoors, writeUnique } from './write-unique.ts';

/** Notes whose titles are unique. */
const note: Folding<SmallNote> = {
  family: 'notes',
  events: { ...smallNote.events, 'notes.Fenced.v1': fenced },
  evolve: (state, event) =>
    event.type === 'notes.Fenced.v1' && state !== undefined
      ? { ...state, version: event.version }
      : smallNote.evolve(state, event as Parameters<typeof smallNote.evolve>[1]),
};
const field = { aggregate: 'note', field: 'title' };
const titleOf = (chain: Chain<SmallNote> | undefined): string | null =>
  chain?.state === undefined || chain.state.deleted_at !== null ? null : chain.state.title;
const idOf = (chain: Chain | undefined): string | null => chain?.head.eventId ?? null;

type Ended = { readonly outcome: Outcome; readonly held: ReadonlySet<string> };
type Job = {
  readonly note: string;
  readonly command: SmallCommand;
  readonly commandId: string;
  readonly crashesAfter: number;
};

/** A log, and instances whose readings lack some of its last events, each time others. What is sent arrives when the scheduler wants. */
class World {
  /** What two notes have held. */
  readonly wrong: string[] = [];
  readonly #streams = new Map<string, Chain[]>();
  readonly #commands = new Set<string>();
  readonly #spells: Set<string>[] = [];
  readonly #scheduler: fc.Scheduler;
  readonly #late: () => number;
  #events = 0;

  constructor(scheduler: fc.Scheduler, late: () => number) {
    this.#scheduler = scheduler;
    this.#late = late;
  }

  /** Runs a command to its end; `held` are the titles that were held since it came, with their holders. */
  async run(job: Job): Promise<Ended> {
    const held = new Set(this.#held());
    this.#spells.push(held);
    const doors = this.#doorsOf(job);
    const first = await doors.turn(undefined, false);
    return { outcome: first.kind === 'ended' ? first.outcome : await writeUnique(field, doors, first.decided), held };
  }

  #held = (): string[] =>
    [...this.#streams].flatMap(([name, chains]) => {
      const title = name.startsWith('note') ? titleOf(chains.at(-1) as Chain<SmallNote>) : null;
      return title === null ? [] : [`${name} ${title}`];
    });

  #doorsOf({ note: subject, command, commandId, crashesAfter }: Job): UniqueDoors {
    let calls = 0;
    const pass = (): Promise<void> => {
      calls += 1;
      return calls > crashesAfter ? new Promise(() => {}) : this.#scheduler.schedule(Promise.resolve());
    };
    const send = async <S extends SubjectState>(
      aggregate: Folding<S>,
      name: string,
      on: Chain | undefined,
      draft: { type: string; data: object },
    ) => {
      await pass();
      const stamp = {
        eventId: `e${++this.#events}`,
        subject: name,
        commandId,
        fingerprint: '-',
        actor: 'a',
        traceparent: undefined,
      };
      const event = stampEvent(on, draft, { ...stamp, now: 0 }) as KnownEvent;
      const chain = await this.#scheduler.schedule(Promise.resolve()).then(() => this.#take(aggregate, event));
      await pass();
      return chain;
    };
    const doors: UniqueDoors = {
      expired: () => (calls > 150 ? { kind: 'overloaded' } : undefined),
      isOverdue: () => this.#late() > 0,
      change: pass,
      readClaim: async (value, ifNone) => {
        await pass();
        const chain = this.#seen<Claim>(value);
        if (chain !== undefined || ifNone === undefined) return { kind: 'read', chain };
        const after = await send<Claim>(claim as Folding<Claim>, value, chain, ifNone.draft);
        // Void, for it was not the first after all: what the lane of the claim does then is to read it.
        return after?.state === undefined
          ? { kind: 'read', chain: this.#newest<Claim>(value) }
          : { kind: 'done', state: after.state };
      },
      readHolder: async (name, value) => {
        await pass();
        const chain = this.#newest<SmallNote>(name);
        return { at: idOf(chain), holds: titleOf(chain) === value, frozen: false };
      },
      appendClaim: async (value, { draft, on }) => {
        const chain = this.#newest<Claim>(value);
        if ((chain?.state?.version ?? 0) !== on) return { kind: 'moved' };
        const after = await send<Claim>(claim as Folding<Claim>, value, chain, draft);
        return after?.state === undefined ? { kind: 'moved' } : { kind: 'done', state: after.state };
      },
      fence: async (name, on) => {
        const chain = this.#newest<SmallNote>(name);
        if (idOf(chain) !== on) return { kind: 'moved' };
        const after = await send(note, name, chain, { type: 'notes.Fenced.v1', data: {} });
        return after === undefined ? { kind: 'moved' } : { kind: 'done', eventId: after.head.eventId };
      },
      turn: async (ticket, prove) => {
        await pass();
        const own = prove ? this.#newest<SmallNote>(subject) : this.#seen<SmallNote>(subject);
        if (this.#commands.has(commandId))
          return {
            kind: 'ended',
            outcome: { kind: 'done', state: own?.state as SmallNote, offset: 0, replayed: true },
          };
        const decision = smallNote.decide(own?.state, command);
        if (decision.kind !== 'event') {
          if (!prove) return doors.turn(undefined, true);
          return {
            kind: 'ended',
            outcome:
              decision.kind === 'refused'
                ? { ...decision, state: own?.state }
                : { kind: 'unchanged', state: own?.state as SmallNote },
          };
        }
        const stamp = {
          eventId: '?',
          subject,
          commandId,
          fingerprint: '-',
          actor: 'a',
          traceparent: undefined,
          now: 0,
        };
        const [before, then] = [
          titleOf(own),
          titleOf(follow(note, own, stampEvent(own, decision.draft, stamp) as KnownEvent).chain),
        ];
        const moves = before === then ? { takes: null, gives: null } : { takes: then, gives: before };
        const isHere = ticket?.at === idOf(own) && ticket.takes === moves.takes;
        if (before !== then && !isHere)
          return { kind: 'unclaimed', decided: { subject, at: idOf(own), ...moves, proved: prove } };
        const after = await send(note, subject, own, decision.draft);
        if (after === undefined) return doors.turn(undefined, false);
        return {
          kind: 'ended',
          outcome: { kind: 'done', state: after.state as SmallNote, offset: 0, replayed: false },
        };
      },
    };
    return doors;
  }

  #newest = <S>(name: string): Chain<S> | undefined => this.#streams.get(name)?.at(-1) as Chain<S> | undefined;
  #seen = <S>(name: string): Chain<S> | undefined =>
    this.#streams.get(name)?.at(-1 - this.#late()) as Chain<S> | undefined;

  /** The log takes an event: the chain after it, undefined if it is void. */
  #take<S extends SubjectState>(aggregate: Folding<S>, event: KnownEvent): Chain<S> | undefined {
    const { verdict, chain } = follow(aggregate, this.#newest<S>(event.subject), event);
    if (!verdict.accepted || chain === undefined) return undefined;
    this.#streams.set(event.subject, [...(this.#streams.get(event.subject) ?? []), chain as Chain]);
    if (event.subject.startsWith('note') && event.type !== 'notes.Fenced.v1') this.#commands.add(event.commandId);
    const held = this.#held();
    const titles = held.map((each) => each.split(' ')[1]);
    if (new Set(titles).size < titles.length) this.wrong.push(held.join());
    for (const spell of this.#spells) for (const each of held) spell.add(each);
    return chain;
  }
}

const never = 1_000;
const crash: Ended = { outcome: { kind: 'failed' }, held: new Set() };
const title = fc.constantFrom('v', 'w');
const create = title.map((t): SmallCommand => ({ kind: 'create', fields: { title: t, description: '', priority: 0 } }));
const command = fc.oneof(
  { weight: 3, arbitrary: title.map((t): SmallCommand => ({ kind: 'revise', fields: { title: t } })) },
  fc.constantFrom<SmallCommand>({ kind: 'delete' }, { kind: 'restore' }),
);
/** A job on one of three notes. The same twice is a repetition under one key. */
const jobOf = (command: fc.Arbitrary<SmallCommand>): fc.Arbitrary<Job> =>
  fc
    .record({
      note: fc.constantFrom('noteA', 'noteB', 'noteC'),
      command,
      crashesAfter: fc.oneof({ weight: 4, arbitrary: fc.constant(never) }, fc.nat(15)),
    })
    .map((job) => ({ ...job, commandId: JSON.stringify([job.note, job.command]) }));
/** Notes that are created all at once, and then what is done to them. */
const jobs = fc.tuple(
  fc.array(jobOf(create), { minLength: 2, maxLength: 5 }),
  fc.array(jobOf(command), { minLength: 2, maxLength: 7 }),
);

test('never two holders, and no refusal without one, in whatever order things arrive, and whoever crashes', {
  timeout: 60_000,
}, async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), jobs, fc.infiniteStream(fc.nat(2)), async (scheduler, rounds, late) => {
      const world = new World(scheduler, () => late.next().value ?? 0);
      for (const round of rounds) {
        const ended = round.map(async (job) => {
          const { outcome, held } = await (job.crashesAfter === never
            ? world.run(job)
            : Promise.race([world.run(job), crash]));
          ends.add(outcome.kind);
          if (outcome.kind === 'not-unique')
            expect([...held].some((each) => each.startsWith(outcome.holder))).toBe(true);
        });
        await scheduler.waitFor(Promise.all(ended));
        expect(world.wrong).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
  // A write that is always sent back, since its instance always reads too little, may also meet its deadline.
  ends.delete('overloaded');
  expect([...ends].sort()).toEqual(['done', 'failed', 'not-unique', 'refused', 'unchanged']);
});
