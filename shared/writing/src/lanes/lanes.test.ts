import { fromBeginning, writeEvent } from '@notes/kernel';
import { noteRecords, smallNote } from '@notes/kernel/testing';
import type { Appender } from '@notes/log';
import { expect, test } from 'vitest';
import { SubjectEntry } from '../state/subject-entry.ts';
import type { SubjectStates } from '../state/subject-states.ts';
import { EndBarrier, TailProgress } from '../state/tail-progress.ts';
import type { Outcome, TurnOutcome, WriteRequest } from './attempt.ts';
import { Lanes } from './lanes.ts';

const subject = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const fields = { title: 'Tea', description: '', priority: 0 };
const elapsed = (): number => performance.now();
let ids = 0;
const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;

/** Lanes over a log that takes everything and gives it back only when `readBack` is called. */
function lanes(maxWaiting: number) {
  const values: Buffer[] = [];
  const notes = new Map<string, SubjectEntry>();
  const appender = {
    append: async (_partition: number, records: readonly { readonly value: Buffer }[]) => {
      values.push(...records.map(({ value }) => value));
    },
  } as Partial<Appender> as Appender;
  const states = {
    take: (id: string) => notes.get(id),
    put: (id: string, entry: SubjectEntry) => void notes.set(id, entry),
  } as Partial<SubjectStates> as SubjectStates;
  const barrier = new EndBarrier(
    { endOffsets: async (partitions) => new Map(partitions.map((p) => [p, fromBeginning])), leaderOf: () => '1' },
    new TailProgress(),
  );
  const metrics = { passed: () => {}, settled: () => {}, superseded: () => {} };
  const logger = { error: () => {} };
  const world = { aggregate: smallNote, records: noteRecords, elapsed, now: () => 0, newId };
  const parts = { states, appender, barrier, logger, metrics, world };
  const all = new Lanes(parts as unknown as ConstructorParameters<typeof Lanes>[0], maxWaiting);
  const readBack = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const value of values.splice(0)) {
      const lane = all.of(subject);
      const event = lane?.inFlight?.ownEvent(value);
      const verdict = event && lane?.entry?.apply(event, lane.entry.next);
      if (event === undefined || verdict === undefined) throw new Error(`nobody waits for ${value.toString()}`);
      lane?.inFlight?.onVerdict(event.id, verdict, 0);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes: all, values, readBack };
}

const requestOf = (kind: 'create' | 'revise', title: string, gone = () => false): WriteRequest => ({
  ...{ subject, commandId: newId(), keyed: false, fingerprint: '-', traceparent: undefined, gone },
  command: { kind, fields: { ...fields, title } },
  actor: 'ada',
});

function submit(to: Lanes, request: WriteRequest, deadlineInMs = 10_000): (Outcome | TurnOutcome)[] {
  const outcomes: (Outcome | TurnOutcome)[] = [];
  to.submit(request, elapsed() + deadlineInMs, (outcome) => outcomes.push(outcome), {
    fresh: SubjectEntry.fresh(smallNote, 0),
  });
  return outcomes;
}

test('tells whoever comes too many to come again, at once, and takes the next when there is room', async () => {
  const { lanes: bounded, readBack } = lanes(2);
  const first = submit(bounded, requestOf('create', 'One'));
  const second = submit(bounded, requestOf('revise', 'Two'));
  expect(submit(bounded, requestOf('revise', 'Three'))).toEqual([{ kind: 'overloaded' }]);
  expect(bounded.waiting).toBe(2);
  await readBack();
  expect(first).toMatchObject([{ kind: 'done' }]);
  const third = submit(bounded, requestOf('revise', 'Three'));
  await readBack();
  await readBack();
  expect([second, third]).toMatchObject([[{ kind: 'done' }], [{ kind: 'done' }]]);
  expect([bounded.waiting, bounded.atWork]).toEqual([0, 0]);
  await bounded.idle();
});

test('never decides for a client that has gone while it waited', async () => {
  const { lanes: all, values, readBack } = lanes(10);
  let gone = false;
  submit(all, requestOf('create', 'One'));
  const left = submit(
    all,
    requestOf('revise', 'Two', () => gone),
  );
  const stayed = submit(all, requestOf('revise', 'Three'));
  gone = true;
  await readBack();
  expect(left).toEqual([{ kind: 'gone' }]);
  await readBack();
  expect(stayed).toMatchObject([{ kind: 'done', state: { title: 'Three', version: 2 } }]);
  expect(values).toEqual([]);
});

test('never decides after the deadline', async () => {
  const { lanes: all, readBack } = lanes(10);
  submit(all, requestOf('create', 'One'));
  const late = submit(all, requestOf('revise', 'Two'), -1);
  const inTime = submit(all, requestOf('revise', 'Three'));
  await readBack();
  expect(late).toEqual([{ kind: 'overloaded' }]);
  await readBack();
  expect(inTime).toMatchObject([{ kind: 'done', state: { title: 'Three', version: 2 } }]);
});

test('hands an event over as it will stand in the log', async () => {
  const { lanes: all, values } = lanes(10);
  submit(all, requestOf('create', 'One'));
  await new Promise((resolve) => setImmediate(resolve));
  const [value] = values;
  const event = value && all.of(subject)?.inFlight?.ownEvent(value);
  expect(event && Buffer.from(writeEvent(event))).toEqual(value);
});
