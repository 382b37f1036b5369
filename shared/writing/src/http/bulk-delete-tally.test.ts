import { nextAt } from '@notes/kernel/testing';
import { expect, test } from 'vitest';
import { BulkDeleteTally } from './bulk-delete-tally.ts';
import type { ItemOutcome, ItemState } from './writable.ts';

const state = undefined as unknown as ItemState;
const done = (offset: number, replayed = false): ItemOutcome => ({ kind: 'done', state, offset, replayed });

function tallyOf(...outcomes: ItemOutcome[]): BulkDeleteTally {
  const tally = new BulkDeleteTally({ name: 'note', path: '/v1/notes', plural: 'notes' });
  tally.selectedAt('k3f9a2c1:0-5.1-5');
  for (const [i, outcome] of outcomes.entries())
    tally.add({ outcome, end: { epoch: 'k3f9a2c1', partition: i % 3, next: nextAt(10) } });
  return tally;
}

test('what this request has deleted counts; what was deleted before or cannot be changed does not', () => {
  const tally = tallyOf(
    done(8),
    done(3, true),
    done(6),
    { kind: 'refused', why: 'not-found', state: undefined },
    { kind: 'refused', why: 'precondition-failed', state: undefined },
    { kind: 'blocked' },
  );
  expect(() => tally.check()).not.toThrow();
  expect(tally.deleted).toBe(2);
  expect(tally.token).toBe('k3f9a2c1:0-8.1-5.2-6');
});

test.each([
  [{ kind: 'log-away' }, 'unavailable'],
  [{ kind: 'read-model-behind' }, 'read-model-behind'],
  [{ kind: 'overloaded' }, 'overloaded'],
  [{ kind: 'key-reused' }, 'idempotency-key-reused'],
  [{ kind: 'unknown' }, 'outcome-unknown'],
] as const)('%j, and nothing done: %s', (outcome, slug) => {
  expect(() => tallyOf(outcome).check()).toThrow(expect.objectContaining({ slug }));
});

test('a failure after something was or may have been done leaves the outcome unknown', () => {
  for (const first of [done(8), { kind: 'unknown' } as const])
    expect(() => tallyOf({ kind: 'log-away' }, first).check()).toThrow(
      expect.objectContaining({ slug: 'outcome-unknown', status: 503 }),
    );
  const tally = tallyOf(done(8));
  expect(tally.problem(new Error('the database has gone'))).toMatchObject({ slug: 'outcome-unknown' });
});

test('a key that was used before for something else is told as such, and what was deleted all the same', () => {
  const reused = { kind: 'key-reused' } as const;
  expect(() => tallyOf(done(8), reused, done(9)).check()).toThrow(
    expect.objectContaining({ slug: 'idempotency-key-reused', message: expect.stringMatching(/ 2 notes have been/) }),
  );
  expect(() => tallyOf(reused, { kind: 'unknown' }).check()).toThrow(
    expect.objectContaining({ slug: 'outcome-unknown' }),
  );
});

test('what cannot be changed is no failure', () => {
  expect(() =>
    tallyOf({ kind: 'refused', why: 'forbidden', state: undefined }, { kind: 'blocked' }).check(),
  ).not.toThrow();
});
