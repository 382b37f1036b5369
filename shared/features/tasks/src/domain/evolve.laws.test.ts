import { follow, isKnown, stampEvent, writeEvent } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taskTypes } from '../contract/index.ts';
import type { TaskCommand, WantedFields } from './command.ts';
import { decide } from './decide.ts';
import { type TaskChain, type TaskState, task, taskRecords, toTask } from './index.ts';

const instant = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'Z', 'é', '😀', ' ', '"', '\\'), minLength, maxLength });

/** Fields as the routes hand them on: instants in UTC, decimals in their one form. */
const fields: fc.Arbitrary<WantedFields> = fc.record({
  title: text(2, 63).map((rest) => `x${rest}`),
  subtitle: text(0, 64),
  type: fc.constantFrom(...taskTypes),
  severity: fc.option(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 })),
  story_points: fc.option(fc.constantFrom('0', '0.5', '2.25', '10', '99999999.99')),
  assignee: fc.option(text(1, 200)),
  unique_title: fc.option(text(1, 64)),
  due: fc.option(instant),
  done_at: fc.oneof(fc.constantFrom(null, true as const), instant),
});

const some = fc
  .tuple(fields, fc.subarray(['title', 'severity', 'story_points', 'due', 'done_at', 'assignee']))
  .map(
    ([all, names]): Partial<WantedFields> =>
      Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))),
  );

const intents = fc.oneof(
  fields.map((all) => ({ kind: 'create' as const, fields: all })),
  fields.map((all) => ({ kind: 'replace' as const, fields: all })),
  some.map((named) => ({ kind: 'patch' as const, fields: named })),
  fc.constantFrom({ kind: 'delete' as const }, { kind: 'restore' as const }),
);

const now = Date.parse('2026-02-01T08:00:00.000Z');

/** What a table would hold after a command that was obeyed. */
function expected(before: TaskState | undefined, command: TaskCommand): Partial<TaskState> {
  if (!('fields' in command)) return command.kind === 'delete' ? {} : { deleted_at: null };
  const { done_at, ...others } = command.fields;
  if (done_at === undefined) return others;
  return { ...others, done_at: done_at === true ? (before?.done_at ?? new Date(now).toISOString()) : done_at };
}

test('what is decided is admitted by the frozen schemas, read back as it was written, and makes the task that was asked for', () => {
  const property = fc.property(fc.array(intents, { maxLength: 12 }), (commands) => {
    let chain: TaskChain | undefined;
    for (const [n, intent] of commands.entries()) {
      const command: TaskCommand = { ...intent, caller: { subject: 'ada', may: 'own' }, now };
      const before = chain?.state;
      const decision = decide(before, command);
      if (decision.kind !== 'event') continue;
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      const event = stampEvent(chain, decision.draft, {
        ...{ eventId: id, subject: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', commandId: id, fingerprint: '-' },
        ...{ actor: 'ada', traceparent: undefined, now },
      });
      expect(taskRecords.whyRefused(event)).toBeUndefined();
      const reading = taskRecords.read(Buffer.from(event.subject), Buffer.from(writeEvent(event)));
      if (reading.kind !== 'event') throw new Error(JSON.stringify(reading));
      expect(isKnown(reading.event)).toBe(true);
      const followed = follow(task, chain, reading.event);
      expect(followed.verdict.accepted).toBe(true);
      chain = followed.chain;
      expect(chain?.state).toMatchObject(expected(before, command));
    }
    if (chain?.state !== undefined) {
      const { state } = chain;
      expect(task.row.fromRow(task.row.toRow(state))).toEqual(state);
      expect(Object.keys(toTask(state))).toEqual(Object.keys(state).filter((name) => name !== 'deleted_at'));
    }
  });
  fc.assert(property, { numRuns: 300 });
});

test('an event of tasks names its source, and one of notes is none of theirs', () => {
  const create: TaskCommand = {
    ...{ kind: 'create', caller: { subject: 'ada', may: 'own' }, now },
    fields: {
      ...{ title: 'Water', subtitle: '', type: 'todo', severity: null, story_points: null, assignee: null },
      ...{ unique_title: null, due: null, done_at: null },
    },
  };
  const decision = decide(undefined, create);
  if (decision.kind !== 'event') throw new Error(decision.kind);
  const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
  const stamp = {
    eventId: id,
    subject: id,
    commandId: id,
    fingerprint: '-',
    actor: 'ada',
    traceparent: undefined,
    now,
  };
  const value = writeEvent(stampEvent(undefined, decision.draft, stamp));
  expect(JSON.parse(value)).toMatchObject({ source: '/tasks', type: 'tasks.TaskCreated.v1', subject: id });
  const foreign = value.replace('"/tasks"', '"/notes"');
  expect(taskRecords.read(Buffer.from(id), Buffer.from(foreign)).kind).toBe('malformed');
});

test.each([
  ['a day that does not exist', { due: '2026-02-30T00:00:00.000Z' }],
  ['a trailing zero', { story_points: '2.50' }],
  ['an unknown type', { type: 'wish' }],
  ['a severity beyond 32 bits', { severity: 2_147_483_648 }],
  ['a tick', { done_at: true }],
  ['an empty unique title', { unique_title: '' }],
  ['a title of two characters', { title: 'ab' }],
])('%s is in no event', (_, wrong) => {
  const data = { changes: wrong };
  const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
  const event = {
    ...{ id, subject: id, version: 2, previous: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f61', commandId: id },
    ...{ fingerprint: '-', actor: 'ada', time: '2026-01-31T12:00:00.000Z', traceparent: undefined },
    ...{ type: 'tasks.TaskRevised.v1', data },
  };
  expect(taskRecords.whyRefused(event as Parameters<typeof taskRecords.whyRefused>[0])).toContain('/data/changes');
});
