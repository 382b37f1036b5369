import { describe, expect, test } from 'vitest';
import type { Chain } from '../index.ts';
import type { Claim } from './claim.ts';
import {
  beginWrite,
  type ChainEnd,
  type Decided,
  nextStep,
  type UniqueWrite,
  withClaim,
  withEvent,
  withFormer,
  withHolder,
  withoutClaim,
  withProof,
} from './unique-write.ts';

const field = { aggregate: 'task', field: 'unique_title' };
const decided: Decided = { subject: 'ada', at: 'a3', takes: 'v', gives: null, proved: false };
const write = beginWrite(field, decided);
const anotherValue = beginWrite(field, { ...decided, takes: 'w', gives: 'v' });

/** The claim of the value as it was read. */
const claimOf = (members: Partial<Claim> = {}, frozen = false): Chain<Claim> => {
  const first = {
    id: 'c',
    ...field,
    holder: 'ada',
    at: 'a3',
    created_by: 'x',
    updated_at: 't',
    version: 5,
    deleted_at: null,
  };
  const state = { ...first, ...members };
  return {
    head: { family: 'claims', eventId: 'c5', version: state.version, deleted: state.deleted_at !== null, frozen },
    state,
  };
};
const end = (members: Partial<ChainEnd> = {}): ChainEnd => ({ at: 'b1', holds: false, frozen: false, ...members });
const step = (of: UniqueWrite, isOverdue = false) => nextStep(of, isOverdue);
const claims = (type: string, data: object, on: number) => ({
  ...{ kind: 'claim', value: 'v', draft: { type: `claims.${type}.v1`, data }, on },
});

/** With what the value is to be claimed at once if nobody ever did. */
const readsClaim = (value: string, at: string | null) => ({
  kind: 'read-claim',
  value,
  ifNone: { draft: { type: 'claims.Claimed.v1', data: { ...field, holder: 'ada', at } }, on: 0 },
});

describe('who wants a value', () => {
  test('that he neither takes nor gives up, just appends', () => {
    expect(step(beginWrite(field, { ...decided, takes: null }))).toEqual({ kind: 'append', on: 'a3' });
  });

  test('reads its claim first', () => {
    expect(step(write)).toEqual(readsClaim('v', 'a3'));
  });

  test('that was never claimed, claims it for the place where his event is to stand', () => {
    const data = { ...field, holder: 'ada', at: 'a3' };
    expect(step(withClaim(write, undefined))).toEqual(claims('Claimed', data, 0));
    const creation = beginWrite(field, { ...decided, at: null });
    expect(step(withClaim(creation, undefined))).toEqual(claims('Claimed', { ...data, at: null }, 0));
  });

  test('that was released, reclaims it', () => {
    const free = claimOf({ holder: 'bob', at: 'b1', deleted_at: 't' });
    expect(step(withClaim(write, free))).toEqual(claims('Reclaimed', { holder: 'ada', at: 'a3' }, 5));
  });

  test('that is claimed for this place, by him or by a repetition of his, appends there and nowhere else', () => {
    expect(step(withClaim(write, claimOf()))).toEqual({ kind: 'append', on: 'a3' });
    const creation = beginWrite(field, { ...decided, at: null });
    expect(step(withClaim(creation, claimOf({ at: null })))).toEqual({ kind: 'append', on: null });
  });

  test('that is claimed for another place of his, renews, once his chain is proved fresh after the claim was read', () => {
    const lapsed = withClaim({ ...write, proved: true }, claimOf({ at: 'a1' }));
    expect(step(lapsed)).toEqual({ kind: 'prove' });
    expect(step(withProof(lapsed, { ...decided, proved: true }))).toEqual(claims('Renewed', { at: 'a3' }, 5));
    expect(step(withProof(lapsed, { ...decided, at: 'a4', proved: true }))).toEqual(claims('Renewed', { at: 'a4' }, 5));
    expect(step(withProof(lapsed, { ...decided, at: 'a1', proved: true }))).toEqual({ kind: 'append', on: 'a1' });
  });

  test('reads the claim again if his event of it is void', () => {
    expect(step(withoutClaim(withClaim(write, claimOf({ at: 'a1' }))))).toEqual(readsClaim('v', 'a3'));
  });

  test('reads the claim of another value, if his command comes to that on the chain as it is', () => {
    const other = withProof(withClaim(write, claimOf({ at: 'a1' })), { ...decided, takes: 'w', proved: true });
    expect(step(other)).toEqual(readsClaim('w', 'a3'));
  });
});

describe('who wants a value that another has claimed', () => {
  const rival = withClaim(write, claimOf({ holder: 'bob', at: 'b1' }));

  test("reads the holder's chain, after the claim, and again after the claim was read again", () => {
    const wanted = { kind: 'read-holder', holder: 'bob' };
    expect(step(rival)).toEqual(wanted);
    expect(step(withClaim(withHolder(rival, end()), claimOf({ holder: 'bob', at: 'b1' })))).toEqual(wanted);
  });

  test('is refused if the holder is live with the value, once his own chain is proved fresh, too', () => {
    const live = withHolder(rival, end({ at: 'b2', holds: true }));
    expect(step(live)).toEqual({ kind: 'prove' });
    expect(step(withProof(live, { ...decided, proved: true }))).toEqual({ kind: 'refuse', holder: 'bob' });
  });

  test('takes it over if the holder has gone on without it: changed, deleted, or fenced', () => {
    expect(step(withHolder(rival, end({ at: 'b2' })))).toEqual(claims('TakenOver', { holder: 'ada', at: 'a3' }, 5));
    const absent = withHolder(withClaim(write, claimOf({ holder: 'bob', at: null })), end({ at: 'b1' }));
    expect(step(absent)).toEqual(claims('TakenOver', { holder: 'ada', at: 'a3' }, 5));
  });

  test('waits for a holder who may still come, and fences him when he is overdue', () => {
    expect(step(withHolder(rival, end()))).toEqual({ kind: 'wait', holder: 'bob' });
    expect(step(withHolder(rival, end()), true)).toEqual({ kind: 'fence', holder: 'bob', on: 'b1' });
    const unborn = withHolder(withClaim(write, claimOf({ holder: 'bob', at: null })), end({ at: null }));
    expect(step(unborn, true)).toEqual({ kind: 'fence', holder: 'bob', on: null });
  });

  test('reads the holder again if the fence is void', () => {
    expect(step(withHolder(withHolder(rival, end()), undefined), true)).toEqual({ kind: 'read-holder', holder: 'bob' });
  });

  test('is blocked where newer software has written what cannot be told', () => {
    expect(step(withHolder(rival, end({ frozen: true })))).toEqual({ kind: 'blocked' });
    expect(step(withClaim(write, claimOf({}, true)))).toEqual({ kind: 'blocked' });
  });
});

describe('who gives a value up', () => {
  const leaving = beginWrite(field, { ...decided, takes: null, gives: 'v' });
  const read = withFormer(leaving, claimOf({ at: 'a1' }));
  const release = { kind: 'release', value: 'v', draft: { type: 'claims.Released.v1', data: {} }, on: 5 };

  test('reads its claim before he appends, and releases that one after', () => {
    expect(step(leaving)).toEqual({ kind: 'read-former', value: 'v' });
    expect(step(read)).toEqual({ kind: 'append', on: 'a3' });
    expect(step(withEvent(read))).toEqual(release);
  });

  test('for another, claims that first', () => {
    const both = withFormer(anotherValue, claimOf({ at: 'a1' }));
    expect(step(anotherValue)).toEqual({ kind: 'read-former', value: 'v' });
    expect(step(both)).toEqual(readsClaim('w', 'a3'));
    expect(step(withClaim(both, claimOf()))).toEqual({ kind: 'append', on: 'a3' });
    expect(step(withEvent(withClaim(both, claimOf())))).toEqual(release);
  });

  test('reads it again before he appends in another place', () => {
    const moved = withProof(read, { ...decided, takes: null, gives: 'v', at: 'a4', proved: true });
    expect(step(moved)).toEqual({ kind: 'read-former', value: 'v' });
  });

  test('releases nothing that is not his, or that he could not read', () => {
    for (const chain of [undefined, claimOf({ holder: 'bob' }), claimOf({ deleted_at: 't' }), claimOf({}, true)])
      expect(step(withEvent(withFormer(leaving, chain)))).toEqual({ kind: 'done' });
  });
});

test('who has taken a value is done', () => {
  expect(step(withEvent(withClaim(write, claimOf())))).toEqual({ kind: 'done' });
});
