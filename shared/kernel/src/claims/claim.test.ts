import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Chain, follow, type KnownEvent, recordReader, stampEvent, writeEvent } from '../index.ts';
import { type Claim, type ClaimDraft, claim, claimId } from './claim.ts';

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const [subject, ada, bob] = [id(1), id(2), id(3)];
const records = recordReader(claim);

function eventOf(chain: Chain<Claim> | undefined, draft: ClaimDraft, actor = 'ada'): KnownEvent {
  const eventId = id(100 + (chain?.head.version ?? 0));
  const stamp = { eventId, subject, commandId: id(9), fingerprint: '-', actor, traceparent: undefined };
  return stampEvent(chain, draft, { ...stamp, now: Date.parse('2026-01-31T12:00:00.000Z') });
}

/** The claim after these events, each accepted, and read as a record. */
const after = (...drafts: readonly ClaimDraft[]): Chain<Claim> | undefined =>
  drafts.reduce<Chain<Claim> | undefined>((chain, draft) => {
    const reading = records.read(Buffer.from(subject), Buffer.from(writeEvent(eventOf(chain, draft))));
    if (reading.kind !== 'event') throw new Error(JSON.stringify(reading));
    const next = follow(claim, chain, reading.event);
    expect(next.verdict.accepted).toBe(true);
    return next.chain;
  }, undefined);

const field = { aggregate: 'task', field: 'unique_title' };
const claimed: ClaimDraft = { type: 'claims.Claimed.v1', data: { ...field, holder: ada, at: null } };
const renewed: ClaimDraft = { type: 'claims.Renewed.v1', data: { at: id(7) } };
const takenOver: ClaimDraft = { type: 'claims.TakenOver.v1', data: { holder: bob, at: id(8) } };
const released: ClaimDraft = { type: 'claims.Released.v1', data: {} };
const reclaimed: ClaimDraft = { type: 'claims.Reclaimed.v1', data: { holder: bob, at: null } };

test('says whose it is, and for which place', () => {
  const first = { id: subject, ...field, holder: ada, at: null, created_by: 'ada', version: 1, deleted_at: null };
  expect(after(claimed)?.state).toEqual({ ...first, updated_at: '2026-01-31T12:00:00.000Z' });
  expect(after(claimed, renewed)?.state).toMatchObject({
    ...field,
    holder: ada,
    at: id(7),
    version: 2,
    deleted_at: null,
  });
  expect(after(claimed, takenOver)?.state).toMatchObject({ ...field, holder: bob, at: id(8), created_by: 'ada' });
});

test('is free once it is released, and says who had it', () => {
  const free = after(claimed, renewed, released);
  expect(free?.head.deleted).toBe(true);
  expect(free?.state).toMatchObject({ holder: ada, at: id(7), version: 3, deleted_at: free?.state?.updated_at });
  expect(after(claimed, released, reclaimed)?.state).toMatchObject({ holder: bob, at: null, deleted_at: null });
});

test('is as it was when it comes back from its row', () => {
  for (const state of [after(claimed), after(claimed, takenOver, released)].map((chain) => chain?.state))
    expect(state && claim.row.fromRow({ ...claim.row.toRow(state), event_id: id(100), stale: false })).toEqual(state);
});

test('cannot be renewed, taken over or released while it is free, nor reclaimed while it is not', () => {
  const accepts = (chain: Chain<Claim> | undefined, draft: ClaimDraft): boolean =>
    follow(claim, chain, eventOf(chain, draft)).verdict.accepted;
  for (const draft of [claimed, renewed, takenOver, released])
    expect(accepts(after(claimed, released), draft)).toBe(false);
  for (const draft of [renewed, takenOver, released, reclaimed]) expect(accepts(undefined, draft)).toBe(false);
  for (const draft of [claimed, reclaimed]) expect(accepts(after(claimed), draft)).toBe(false);
});

test('takes an event only while it is at the version that it was decided on', () => {
  const held = after(claimed, renewed)?.state;
  expect(claim.decide(held, { draft: released, on: 2 })).toEqual({ kind: 'event', draft: released });
  expect(claim.decide(held, { draft: released, on: 1 })).toEqual({ kind: 'refused', why: 'moved' });
  expect(claim.decide(undefined, { draft: claimed, on: 0 })).toEqual({ kind: 'event', draft: claimed });
  expect(claim.decide(held, { draft: claimed, on: 0 })).toEqual({ kind: 'refused', why: 'moved' });
});

describe('the frozen schemas', () => {
  const first = eventOf(undefined, claimed);
  const second = eventOf(after(claimed), released);
  test.each([
    ['a member too many', { ...first, data: { ...first.data, value: 'x' } }],
    ['a member too few', { ...first, data: { holder: ada, at: null } }],
    ['no place', { ...first, data: { ...field, holder: ada } }],
    ['a holder that is no id', { ...first, data: { ...field, holder: 'ada', at: null } }],
    ['a place that is no id', { ...first, data: { ...first.data, at: 'here' } }],
    ['a field that is no name', { ...first, data: { aggregate: 'task', field: 'a.b', holder: ada, at: null } }],
    ['something in a release', { ...second, data: { holder: ada } }],
    ['a holder in a renewal', { ...second, type: 'claims.Renewed.v1', data: { holder: ada, at: null } }],
  ])('do not admit %s', (_, event) => {
    expect(records.whyRefused(event as KnownEvent)).toMatch(/^\/data/);
  });
});

describe('the id of a claim', () => {
  test('stays what it is for ever', () => {
    expect(claimId(field, 'Buy milk')).toBe('3eb7d5b5-f58f-5f31-9355-0b1663d58215');
    expect(claimId(field, 'Übergröße 🥛')).toBe('05f21db6-1744-5b61-a813-fbbcaef958e8');
  });

  test('is a UUID of version 5 by RFC 9562: the first bytes of a SHA-1 of namespace and name', () => {
    const namespace = Buffer.from('efecef3492c8438ebdfc4991c7ce4d66', 'hex');
    const name = '["task","unique_title","Übergröße 🥛"]';
    const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    expect(claimId(field, 'Übergröße 🥛').replaceAll('-', '')).toBe(bytes.toString('hex'));
  });

  test('differs by aggregate, field and value, compared as they are', () => {
    const ids = [
      claimId(field, 'a'),
      claimId(field, 'A'),
      claimId(field, 'a '),
      claimId(field, 'é'),
      claimId(field, 'e\u0301'),
      claimId({ ...field, field: 'title' }, 'a'),
      claimId({ ...field, aggregate: 'note' }, 'a'),
      claimId({ aggregate: 'a', field: 'b","c' }, 'd'),
      claimId({ aggregate: 'a', field: 'b' }, 'c","d'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
