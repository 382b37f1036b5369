import { writeEvent } from '@notes/kernel';
import { noteRecords, smallNote } from '@notes/kernel/testing';
import { type Appender, LogError } from '@notes/log';
import { expect, test } from 'vitest';
import { SubjectEntry } from '../state/subject-entry.ts';
import { Attempt, type Outcome, type TurnOutcome } from './attempt.ts';
import { InFlightAppend } from './in-flight-append.ts';
import { planRound } from './plan-round.ts';

/** An appender whose answers are given by hand. */
function byHand() {
  const calls: { readonly resolve: () => void; readonly reject: (error: LogError) => void }[] = [];
  const append = () => new Promise<void>((resolve, reject) => calls.push({ resolve, reject }));
  return { calls, appender: { append } as unknown as Appender };
}

const world = {
  ...{ aggregate: smallNote, records: noteRecords, elapsed: () => 0, now: () => 0 },
  newId: () => '00000000-0000-4000-8000-000000000002',
};
const metrics = { passed: () => {}, settled: () => {}, superseded: () => {} };

function planned(deadlineInMs: number) {
  const outcomes: (Outcome | TurnOutcome)[] = [];
  const request = {
    subject: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
    command: { kind: 'create', fields: { title: 'One', description: '', priority: 0 } } as const,
    actor: 'ada',
    commandId: '00000000-0000-4000-8000-000000000001',
    keyed: false,
    fingerprint: 'asked',
    traceparent: undefined,
    gone: () => false,
  };
  const attempt = new Attempt(request, performance.now() + deadlineInMs, (outcome) => outcomes.push(outcome));
  const round = planRound([attempt], SubjectEntry.fresh(smallNote, 0), world);
  if (round.step !== 'append') throw new Error(round.step);
  return { outcomes, planned: round.planned };
}

test('never says "nothing was done" while the request is under way', async () => {
  const { appender } = byHand();
  const { outcomes, planned: events } = planned(20);
  await new InFlightAppend(appender, 0, events, metrics).run();
  expect(outcomes).toEqual([{ kind: 'unknown' }]);
});

test('says "unknown" when the answer is lost, though a later try certainly did nothing', async () => {
  const { appender, calls } = byHand();
  const { outcomes, planned: events } = planned(150);
  const run = new InFlightAppend(appender, 0, events, metrics).run();
  calls[0]?.reject(new LogError('unknown', 'no answer'));
  while (calls.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  calls[1]?.reject(new LogError('unavailable', 'away'));
  await run;
  expect(outcomes).toEqual([{ kind: 'unknown' }]);
});

test('says that the log is away when every try certainly did nothing', async () => {
  const { appender, calls } = byHand();
  const { outcomes, planned: events } = planned(20);
  const run = new InFlightAppend(appender, 0, events, metrics).run();
  calls[0]?.reject(new LogError('unavailable', 'away'));
  await run;
  expect(outcomes).toEqual([{ kind: 'log-away' }]);
});

test('knows its own event when it comes back byte for byte, and nothing else', async () => {
  const { appender } = byHand();
  const { outcomes, planned: events } = planned(5_000);
  const appending = new InFlightAppend(appender, 0, events, metrics);
  const run = appending.run();
  const [first] = events;
  if (first === undefined) throw new Error('nothing was planned');
  const value = Buffer.from(writeEvent(first.event));
  expect(appending.ownEvent(Buffer.from('{}'))).toBeUndefined();
  expect(appending.ownEvent(value)).toBe(first.event);
  const head = { family: 'notes', eventId: first.event.id, version: 1, deleted: false, frozen: false };
  appending.onVerdict(first.event.id, { accepted: true, head }, 7);
  expect(await run).toEqual([]);
  expect(outcomes).toMatchObject([{ kind: 'done', offset: 7, replayed: false }]);
  expect(appending.ownEvent(value)).toBeUndefined();
});
