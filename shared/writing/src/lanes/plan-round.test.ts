import type { Chain } from '@notes/kernel';
import { nextOf } from '@notes/kernel';
import { noteRecords, type SmallCommand, type SmallNote, smallNote } from '@notes/kernel/testing';
import { describe, expect, test } from 'vitest';
import { SubjectEntry } from '../state/subject-entry.ts';
import { Attempt, type Outcome, type TurnOutcome, type WriteRequest } from './attempt.ts';
import { planRound } from './plan-round.ts';

const subject = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const fieldsOf = (title: string) => ({ title, description: '', priority: 0 });
const create = (title: string): SmallCommand => ({ kind: 'create', fields: fieldsOf(title) });
const replace = (title: string, ifMatch?: readonly number[]): SmallCommand => ({
  kind: 'revise',
  fields: fieldsOf(title),
  ...(ifMatch === undefined ? {} : { ifMatch }),
});

type Watched = Attempt & { outcome?: Outcome | TurnOutcome };

let ids = 0;
const newId = (version = 4): string => `00000000-0000-${version}000-8000-${String(++ids).padStart(12, '0')}`;

type Rest = Partial<
  Pick<Attempt, 'deadline' | 'provedFresh'> &
    Pick<WriteRequest, 'actor' | 'commandId' | 'keyed' | 'fingerprint' | 'gone'>
>;

function attempt(command: SmallCommand, { deadline = 10_000, provedFresh = false, ...rest }: Rest = {}): Watched {
  const request = {
    ...{
      subject,
      command,
      actor: 'ada',
      commandId: newId(),
      keyed: false,
      fingerprint: 'asked',
      traceparent: undefined,
    },
    gone: () => false,
    ...rest,
  };
  const watched: Watched = new Attempt(request, deadline, (outcome) => {
    watched.outcome = outcome;
  });
  watched.provedFresh = provedFresh;
  return watched;
}

const plan = (queue: Attempt[], entry: SubjectEntry, now = 1_000) =>
  planRound(queue, entry, {
    ...{ aggregate: smallNote, records: noteRecords, elapsed: () => now, now: () => now },
    newId: () => newId(),
  });

/** Applies what was planned, as the tail would when it comes back. */
function readBack(entry: SubjectEntry, round: ReturnType<typeof plan>): void {
  if (round.step !== 'append') throw new Error(`nothing to read back: ${round.step}`);
  for (const { event } of round.planned) entry.apply(event, entry.next);
}

/** A note with one event, which memory holds from its beginning. */
function noteAt1(commandId = newId()): SubjectEntry {
  const entry = SubjectEntry.fresh(smallNote, 0);
  readBack(entry, plan([attempt(create('One'), { commandId, keyed: commandId[14] === '5' })], entry));
  return entry;
}

describe('a round of a lane', () => {
  test('decides all that wait in a row, each event on the one before', () => {
    const queue = [attempt(replace('Two')), attempt(replace('Three')), attempt(replace('Four'))];
    const entry = noteAt1();
    const round = plan(queue, entry);
    if (round.step !== 'append') throw new Error(round.step);
    const events = round.planned.map(({ event }) => event);
    expect(events.map(({ version }) => version)).toEqual([2, 3, 4]);
    expect(events.map(({ previous }) => previous)).toEqual([entry.chain?.head.eventId, events[0]?.id, events[1]?.id]);
    expect(round.planned.map(({ state }) => (state as SmallNote).title)).toEqual(['Two', 'Three', 'Four']);
    expect(queue).toEqual([]);
  });

  test('gives the events of a note strictly increasing times, though the clock stands still', () => {
    const round = plan([attempt(replace('Two')), attempt(replace('Three')), attempt(replace('Four'))], noteAt1(), 5);
    if (round.step !== 'append') throw new Error(round.step);
    expect(round.planned.map(({ event }) => Date.parse(event.time))).toEqual([1_001, 1_002, 1_003]);
  });

  test('refuses nothing before the state is proved', () => {
    const stale = attempt(replace('Two', [7]));
    const queue = [stale];
    expect(plan(queue, noteAt1())).toEqual({ step: 'prove' });
    expect(stale.outcome).toBeUndefined();
    stale.provedFresh = true;
    expect(plan(queue, noteAt1()).step).toBe('rest');
    expect(stale.outcome).toMatchObject({ kind: 'refused', why: 'precondition-failed', state: { title: 'One' } });
  });

  test('says "unchanged" only of a proved state', () => {
    const same = attempt(replace('One'));
    const queue = [same];
    expect(plan(queue, noteAt1())).toEqual({ step: 'prove' });
    same.provedFresh = true;
    plan(queue, noteAt1());
    expect(same.outcome).toMatchObject({ kind: 'unchanged', state: { version: 1 } });
  });

  test('ends a chain before an attempt that its own events would refuse, since they may yet be void', () => {
    const late = attempt(replace('Three', [1]), { provedFresh: true });
    const queue = [attempt(replace('Two')), late];
    const round = plan(queue, noteAt1());
    expect(round).toMatchObject({ step: 'append', planned: [{ state: { title: 'Two' } }] });
    expect(queue).toEqual([late]);
    expect(late.outcome).toBeUndefined();
  });

  test('lets nothing join a chain that would be refused or changes nothing on the confirmed state', () => {
    const entry = noteAt1();
    const restore = attempt({ kind: 'restore' });
    const queue = [attempt({ kind: 'delete' }), restore];
    expect(plan(queue, entry)).toMatchObject({
      step: 'append',
      planned: [{ event: { type: 'notes.NoteDeleted.v1' } }],
    });
    expect(queue).toEqual([restore]);
  });

  test('replays the first result of a command that memory knows', () => {
    const commandId = newId(5);
    const entry = noteAt1(commandId);
    readBack(entry, plan([attempt(replace('Two'))], entry));
    const again = attempt(create('One'), { commandId, keyed: true });
    plan([again], entry);
    expect(again.outcome).toMatchObject({ kind: 'done', replayed: true, state: { title: 'One', version: 1 } });
  });

  test('refuses a known key for another request', () => {
    const commandId = newId(5);
    const entry = noteAt1(commandId);
    const other = attempt(create('Other'), { commandId, keyed: true, fingerprint: 'asked otherwise' });
    plan([other], entry);
    expect(other.outcome).toEqual({ kind: 'key-reused' });
  });

  test('looks a keyed command up where memory does not reach back to the beginning', () => {
    const known = noteAt1();
    const loaded = SubjectEntry.loaded(smallNote, 0, known.chain, nextOf(50));
    const keyed = attempt(replace('Two'), { commandId: newId(5), keyed: true });
    expect(plan([keyed], loaded)).toEqual({ step: 'look-up' });
    keyed.notInJournalBelow = nextOf(49);
    expect(plan([keyed], loaded)).toEqual({ step: 'look-up' });
    keyed.notInJournalBelow = nextOf(50);
    expect(plan([keyed], loaded).step).toBe('append');
  });

  test('keeps a repetition waiting while the first is on its way', () => {
    const commandId = newId(5);
    const first = attempt(replace('Two'), { commandId, keyed: true });
    const second = attempt(replace('Two'), { commandId, keyed: true });
    const queue = [first, second];
    const entry = noteAt1();
    readBack(entry, plan(queue, entry));
    expect(queue).toEqual([second]);
    plan(queue, entry);
    expect(second.outcome).toMatchObject({ kind: 'done', replayed: true, state: { version: 2 } });
  });

  test('never decides an attempt whose deadline has passed or whose client has gone', () => {
    const late = attempt(create('Late'), { deadline: 999 });
    const gone = attempt(create('Gone'), { gone: () => true });
    expect(plan([late, gone], SubjectEntry.fresh(smallNote, 0))).toEqual({ step: 'rest' });
    expect(late.outcome).toEqual({ kind: 'overloaded' });
    expect(gone.outcome).toEqual({ kind: 'gone' });
  });

  /** A note whose last event was this one, loaded from the read model. */
  function noteAt({ version = 1, time = '2026-01-31T12:00:00.000Z' }): SubjectEntry {
    const { head, state } = noteAt1().chain as Chain & { readonly state: SmallNote };
    return SubjectEntry.loaded(
      smallNote,
      0,
      { head: { ...head, version }, state: { ...state, version, updated_at: time } },
      nextOf(50),
    );
  }

  test.each([
    ['version', { version: 2_147_483_647 }],
    ['time', { time: '9999-12-31T23:59:59.999Z' }],
  ])('refuses what no reader would take: a change after the last %s', (_what, last) => {
    const attempts = [attempt(replace('Two')), attempt({ kind: 'delete' }), attempt(replace('One'))];
    const queue = [...attempts];
    expect(plan(queue, noteAt(last))).toEqual({ step: 'prove' });
    for (const one of attempts) one.provedFresh = true;
    expect(plan(queue, noteAt(last))).toEqual({ step: 'rest' });
    expect(attempts.map(({ outcome }) => outcome?.kind)).toEqual(['exhausted', 'exhausted', 'unchanged']);
  });

  test('appends what is left up to the last version', () => {
    const queue = [attempt(replace('Two'), { provedFresh: true }), attempt(replace('Three'), { provedFresh: true })];
    const round = plan(queue, noteAt({ version: 2_147_483_646 }));
    expect(round).toMatchObject({ step: 'append', planned: [{ event: { version: 2_147_483_647 } }] });
    expect(queue).toHaveLength(1);
  });

  test('takes an event that no reader would take for another reason as a defect', () => {
    expect(() => plan([attempt(create('One'), { actor: '' })], SubjectEntry.fresh(smallNote, 0))).toThrow('/actor');
  });

  describe('of a note that holds an event of an unknown type', () => {
    const stamp = (entry: SubjectEntry) => ({
      ...{
        id: newId(),
        subject: subject,
        version: (entry.chain?.head.version ?? 0) + 1,
        previous: entry.chain?.head.eventId,
      },
      ...{ fingerprint: 'asked', actor: 'ada', time: '2026-01-31T12:00:00.000Z', traceparent: undefined },
    });
    const freeze = (entry: SubjectEntry): void => {
      const type = { type: 'notes.NoteArchived.v1', data: {}, unknown: true } as const;
      entry.apply({ ...stamp(entry), commandId: newId(), ...type }, entry.next);
    };

    test('blocks writers, once the state is proved', () => {
      const entry = noteAt1();
      freeze(entry);
      const blocked = attempt(replace('Two'));
      const queue = [blocked];
      expect(plan(queue, entry)).toEqual({ step: 'prove' });
      expect(blocked.outcome).toBeUndefined();
      blocked.provedFresh = true;
      expect(plan(queue, entry)).toEqual({ step: 'rest' });
      expect(blocked.outcome).toEqual({ kind: 'blocked' });
    });

    test.each<[string, SmallCommand]>([
      ['create', create('One')],
      ['change', replace('Two')],
      ['delete', { kind: 'delete' }],
    ])('replays a %s that stands before it', (_kind, command) => {
      const commandId = newId(5);
      const entry = command.kind === 'create' ? noteAt1(commandId) : noteAt1();
      if (command.kind !== 'create') readBack(entry, plan([attempt(command, { commandId, keyed: true })], entry));
      const { state } = entry.chain ?? {};
      freeze(entry);
      const again = attempt(command, { commandId, keyed: true });
      expect(plan([again], entry)).toEqual({ step: 'rest' });
      expect(again.outcome).toMatchObject({ kind: 'done', replayed: true, state });
      const other = attempt(command, { commandId, keyed: true, fingerprint: 'asked otherwise' });
      plan([other], entry);
      expect(other.outcome).toEqual({ kind: 'key-reused' });
    });

    test('looks a keyed command up before it is blocked', () => {
      const known = noteAt1();
      freeze(known);
      const loaded = SubjectEntry.loaded(smallNote, 0, known.chain, nextOf(50));
      const keyed = attempt(replace('Two'), { commandId: newId(5), keyed: true, provedFresh: true });
      expect(plan([keyed], loaded)).toEqual({ step: 'look-up' });
      keyed.notInJournalBelow = nextOf(50);
      expect(plan([keyed], loaded)).toEqual({ step: 'rest' });
      expect(keyed.outcome).toEqual({ kind: 'blocked' });
    });

    test('leaves the answer to a command that stands behind it to software that can tell it', () => {
      const entry = noteAt1();
      freeze(entry);
      const commandId = newId(5);
      const data = { changes: { title: 'Two' } };
      entry.apply({ ...stamp(entry), commandId, type: 'notes.NoteRevised.v1', data }, entry.next);
      const again = attempt(replace('Two'), { commandId, keyed: true });
      plan([again], entry);
      expect(again.outcome).toEqual({ kind: 'read-model-behind' });
    });
  });
});
