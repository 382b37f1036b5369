import { partitionOf, writeEvent, writeLogOpened } from '@notes/kernel';
import type { LogRecord } from '@notes/log';
import { expect, test } from 'vitest';
import { handedOver, idOf, newLog, one, other, partitions, release, roof } from '../testing/task-log.ts';
import { aggregates, records } from './log-records.ts';
import { ChainVerification } from './verify-chains.ts';

function verify(log: readonly LogRecord[], options = {}): ChainVerification {
  const verification = new ChainVerification(aggregates, records, { epoch: 'abcdefgh', partitions }, options);
  for (const record of log) verification.take(record);
  return verification;
}
const doubtsOf = (log: readonly LogRecord[]): string[] => [...verify(log).holdings.suspicions()];

/** All partitions one after the other, in each order. */
const orders = (log: readonly LogRecord[]): LogRecord[][] =>
  [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
  ].map((order) => order.flatMap((p) => log.filter(({ partition }) => partition === p)));

test('a value that is claimed, taken, given up, and taken by another is right in whichever order partitions are read', () => {
  const { log } = handedOver();
  for (const order of orders(log)) {
    const found = verify(order);
    expect([...found.holdings.suspicions()]).toEqual([]);
    expect(found.holdings.counts).toEqual({ values: 1, claims: 1 });
    expect(found.families.get('tasks')).toEqual({ subjects: 2, live: 2, deleted: 0, events: 3, frozen: 0 });
    expect([found.records, found.accepted, found.faults]).toEqual([log.length, 6, []]);
  }
});

test('a value that is taken without a claim, or in another place than the claim was made for, is found', () => {
  const first = newLog();
  first.write(one, first.created('roof'));
  expect(doubtsOf(first.log)).toEqual(expect.arrayContaining([expect.stringContaining(`${one} took "roof"`)]));
  const second = newLog();
  second.write(roof, second.claims(one));
  second.write(one, second.created(null));
  second.write(one, { type: 'tasks.TaskRevised.v1', data: { changes: { unique_title: 'roof' } } });
  expect(doubtsOf(second.log)).toEqual([expect.stringContaining('which no claim was made for')]);
});

test('two live holders of a value are found, also where both have claimed it', () => {
  const { log, write, created, claims, at } = newLog();
  write(roof, claims(one));
  write(one, created('roof'));
  write(roof, { type: 'claims.TakenOver.v1', data: { holder: other, at: at(other) } });
  write(other, created('roof'));
  for (const order of orders(log))
    expect(doubtsOf(order)).toEqual([
      expect.stringMatching(`"roof" is held by ${`(?:${one}|${other}) since \\S+`} and `),
    ]);
});

test("a holder whose claim was released, or is another one's, is found", () => {
  const { log, write, created, claims, at } = newLog();
  write(roof, claims(one));
  write(one, created('roof'));
  write(roof, release);
  expect(doubtsOf(log)).toEqual([expect.stringContaining(`its claim ${roof} is released`)]);
  write(roof, { type: 'claims.Reclaimed.v1', data: { holder: other, at: at(other) } });
  expect(doubtsOf(log)).toEqual([expect.stringContaining(`that of ${other}`)]);
});

test('a deleted one holds nothing, and takes its value again with a claim when it is restored', () => {
  const { log, write, created, claims, at } = newLog();
  write(roof, claims(one));
  write(one, created('roof'));
  write(one, { type: 'tasks.TaskDeleted.v1', data: {} });
  write(roof, release);
  expect(verify(log).holdings.counts.values).toBe(0);
  write(one, { type: 'tasks.TaskRestored.v1', data: {} });
  expect(doubtsOf(log)).toHaveLength(2);
  log.pop();
  const again = verify(log);
  expect([...again.holdings.suspicions()]).toEqual([]);
  expect(at(roof)).not.toBeNull();
});

test('what has no effect is counted by its reason, and shown if its writer is at fault', () => {
  const { log, write, append, created } = newLog();
  const event = write(one, created(null));
  const partition = partitionOf(one, partitions);
  append(partition, one, writeEvent({ ...event, id: idOf(700) }));
  append(partition, one, writeEvent({ ...event, id: idOf(701), version: 7, previous: event.id }));
  append(partition, null, 'nonsense');
  const found = verify(log);
  expect(found.withoutEffect).toEqual({ superseded: 1, 'wrong-version': 1, 'not-applicable': 0, malformed: 1 });
  expect(found.mistakes.map(({ reason }) => reason)).toEqual(['wrong-version', 'malformed']);
  append(0, null, '');
  const foreign = writeLogOpened({ id: idOf(1), time: new Date(0).toISOString(), epoch: 'zzzzzzzz', partitions });
  expect(verify([{ partition: 1, offset: 0, key: null, value: Buffer.from(foreign), timestamp: 0 }]).faults).toEqual([
    'partition 1 is opened as zzzzzzzz, but the log is abcdefgh',
  ]);
});

test('a value that was given up after the next one had taken it is found by the stamps, in whichever order partitions are read', () => {
  const { log } = handedOver();
  for (const order of orders(log)) expect(verify(order).holdings.overlaps).toEqual([]);
  const last = Math.max(...log.map(({ timestamp }) => timestamp));
  // The record in which the first one gives it up is stamped late.
  const late = log.map((record, i) => (i === 5 ? { ...record, timestamp: last + 7 } : record));
  for (const order of orders(late))
    expect(verify(order).holdings.overlaps).toEqual([`"roof" was given up by ${one} 7 ms after ${other} had taken it`]);
});

test('a command that counts twice on a chain is found, if asked for', () => {
  const { log, write, created } = newLog();
  write(one, created(null), idOf(777));
  write(one, { type: 'tasks.TaskDeleted.v1', data: {} }, idOf(777));
  write(other, created(null), idOf(777));
  expect(verify(log).faults).toEqual([]);
  expect(verify(log, { commands: true }).faults).toEqual([
    expect.stringMatching(`^command ${idOf(777)} of ${one} counts`),
  ]);
});
