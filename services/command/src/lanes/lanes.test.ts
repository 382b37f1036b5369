import { writeEvent } from '@notes/kernel';
import type { Appender } from '@notes/log';
import { expect, test } from 'vitest';
import { EndBarrier } from '../state/end-barrier.ts';
import { NoteEntry } from '../state/note-entry.ts';
import type { NoteStates } from '../state/note-states.ts';
import { Reached } from '../state/reached.ts';
import type { Order, Outcome } from './attempt.ts';
import { Lanes } from './lanes.ts';

const noteId = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const fields = { title: 'Tea', description: '', priority: 0 };
const caller = { subject: 'ada', may: 'any' } as const;
const elapsed = (): number => performance.now();
let ids = 0;
const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;

/** Lanes over a log that takes everything and gives it back only when `readBack` is called. */
function lanes(maxWaiting: number) {
  const values: Buffer[] = [];
  const notes = new Map<string, NoteEntry>();
  const appender = {
    append: async (_partition: number, records: readonly { readonly value: Buffer }[]) => {
      values.push(...records.map(({ value }) => value));
    },
  } as Partial<Appender> as Appender;
  const states = {
    take: (id: string) => notes.get(id),
    put: (id: string, entry: NoteEntry) => void notes.set(id, entry),
  } as Partial<NoteStates> as NoteStates;
  const barrier = new EndBarrier(async (partitions) => new Map(partitions.map((p) => [p, 0])), new Reached());
  const tally = { decided: () => {}, lost: () => {} };
  const logger = { error: () => {} };
  const parts = { states, appender, barrier, logger, tally, world: { elapsed, now: () => 0, newId } };
  const all = new Lanes(parts as unknown as ConstructorParameters<typeof Lanes>[0], maxWaiting);
  const readBack = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    for (const value of values.splice(0)) {
      const lane = all.of(noteId);
      const event = lane?.sentAs(value);
      const verdict = event && lane?.entry?.apply(event, lane.entry.asOf + 1);
      if (event === undefined || verdict === undefined) throw new Error(`nobody waits for ${value.toString()}`);
      lane?.readBack(event.id, verdict, 0);
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes: all, values, readBack };
}

const orderOf = (kind: 'create' | 'replace', title: string, gone = () => false): Order => ({
  ...{ noteId, commandId: newId(), keyed: false, fingerprint: '-', traceparent: undefined, gone },
  command: { kind, fields: { ...fields, title }, caller },
});

function submit(to: Lanes, order: Order, deadlineInMs = 10_000): Outcome[] {
  const outcomes: Outcome[] = [];
  to.submit(order, elapsed() + deadlineInMs, (outcome) => outcomes.push(outcome), NoteEntry.fresh(0));
  return outcomes;
}

test('tells whoever comes too many to come again, at once, and takes the next when there is room', async () => {
  const { lanes: bounded, readBack } = lanes(2);
  const first = submit(bounded, orderOf('create', 'One'));
  const second = submit(bounded, orderOf('replace', 'Two'));
  expect(submit(bounded, orderOf('replace', 'Three'))).toEqual([{ kind: 'overloaded' }]);
  expect(bounded.waiting).toBe(2);
  await readBack();
  expect(first).toMatchObject([{ kind: 'done' }]);
  const third = submit(bounded, orderOf('replace', 'Three'));
  await readBack();
  await readBack();
  expect([second, third]).toMatchObject([[{ kind: 'done' }], [{ kind: 'done' }]]);
  expect([bounded.waiting, bounded.atWork]).toEqual([0, 0]);
  await bounded.idle();
});

test('never decides for a client that has gone while it waited', async () => {
  const { lanes: all, values, readBack } = lanes(10);
  let gone = false;
  submit(all, orderOf('create', 'One'));
  const left = submit(
    all,
    orderOf('replace', 'Two', () => gone),
  );
  const stayed = submit(all, orderOf('replace', 'Three'));
  gone = true;
  await readBack();
  expect(left).toEqual([{ kind: 'gone' }]);
  await readBack();
  expect(stayed).toMatchObject([{ kind: 'done', state: { title: 'Three', version: 2 } }]);
  expect(values).toEqual([]);
});

test('never decides after the deadline', async () => {
  const { lanes: all, readBack } = lanes(10);
  submit(all, orderOf('create', 'One'));
  const late = submit(all, orderOf('replace', 'Two'), -1);
  const inTime = submit(all, orderOf('replace', 'Three'));
  await readBack();
  expect(late).toEqual([{ kind: 'overloaded' }]);
  await readBack();
  expect(inTime).toMatchObject([{ kind: 'done', state: { title: 'Three', version: 2 } }]);
});

test('hands an event over as it will stand in the log', async () => {
  const { lanes: all, values } = lanes(10);
  submit(all, orderOf('create', 'One'));
  await new Promise((resolve) => setImmediate(resolve));
  const [value] = values;
  const event = value && all.of(noteId)?.sentAs(value);
  expect(event && Buffer.from(writeEvent(event))).toEqual(value);
});
