import type { Aggregate } from '@notes/kernel';
import { noteRecords, type SmallCommand, smallNote } from '@notes/kernel/testing';
import { describe, expect, test } from 'vitest';
import { SubjectEntry } from '../state/subject-entry.ts';
import { Attempt, type Outcome, type Turn, type TurnOutcome } from './attempt.ts';
import { planRound } from './plan-round.ts';

const aggregate: Aggregate = { ...smallNote, unique: 'title' };
const create = (title: string): SmallCommand => ({
  kind: 'create',
  fields: { title, description: '', priority: 0 },
});

let ids = 0;
const newId = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;

/** Plans one attempt on the subject: its round, and its outcome if it has one. */
function plan(entry: SubjectEntry, command: SmallCommand, turn: Turn) {
  let outcome: Outcome | TurnOutcome | undefined;
  const request = {
    ...{ subject: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', command, actor: 'ada', commandId: newId(), keyed: false },
    ...{ fingerprint: '-', traceparent: undefined, gone: () => false },
  };
  const settle = (how: Outcome | TurnOutcome): void => {
    outcome = how;
  };
  const world = { aggregate, records: noteRecords, elapsed: () => 0, now: () => 0, newId };
  return { round: planRound([new Attempt(request, 10_000, settle, turn)], entry, world), outcome };
}

/** The event as it was decided without a ticket. */
function heldBack(entry: SubjectEntry, command: SmallCommand) {
  const { outcome } = plan(entry, command, {});
  if (outcome?.kind !== 'unclaimed') throw new Error(`not held back: ${outcome?.kind}`);
  return outcome.planned;
}

const fresh = (): SubjectEntry => SubjectEntry.fresh(aggregate, 0);

/** A turn for this value at the beginning of the chain. */
const first = (takes: string): Turn => ({ ticket: { at: null, takes } });

describe('a turn of a write that needs a unique value', () => {
  test('appends in its place the very event that was held back', () => {
    const entry = fresh();
    const planned = heldBack(entry, create('One'));
    const { round } = plan(entry, create('One'), { ...first('One'), planned });
    expect(round).toMatchObject({ step: 'append', planned: [{ event: planned.event, state: planned.after.state }] });
  });

  test('decides anew where its place is taken', () => {
    const entry = fresh();
    const planned = heldBack(entry, create('One'));
    entry.apply(heldBack(entry, create('Another')).event, 0);
    const { round, outcome } = plan(entry, create('One'), { ...first('One'), planned, prove: false });
    expect(outcome).toBeUndefined();
    expect(round).toEqual({ step: 'prove' });
  });

  test('that reads a stream appends its command to one that is empty, and hands over any other', () => {
    const entry = fresh();
    const { round } = plan(entry, create('One'), { read: true, ...first('One') });
    expect(round).toMatchObject({ step: 'append', planned: [{ event: { version: 1 } }] });
    entry.apply(heldBack(entry, create('Another')).event, 0);
    expect(plan(entry, create('One'), { read: true }).outcome).toEqual({ kind: 'read', chain: entry.chain });
  });
});
