import { LogError } from '@notes/log';
import { expect, test, vi } from 'vitest';
import { createReadiness } from '../process/readiness.ts';
import type { LogCheck } from './check-log.ts';
import { createLogGate } from './log-gate.ts';

const identity = { epoch: 'abcd1234', partitions: 2 };
const good: LogCheck = { ok: true, identity };

/** A gate whose checks answer as the test says, from now on. */
function gateOf(first: LogCheck | Error) {
  let answer = first;
  const readiness = createReadiness();
  const stopping = new AbortController();
  const lines: string[] = [];
  const line = ({ reason }: { reason?: string }, message: string) => lines.push(`${message}: ${reason ?? ''}`);
  let checks = 0;
  const check = async (): Promise<LogCheck> => {
    checks++;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const logger = { info: line, warn: line, error: line } as unknown as Parameters<typeof createLogGate>[0]['logger'];
  const gate = createLogGate({ check, readiness, logger, signal: stopping.signal, recheckMs: 1 });
  const answers = (next: LogCheck | Error) => {
    answer = next;
  };
  return { gate, readiness, stopping, lines, answers, checks: () => checks };
}

test('it opens when log and database belong together, and is asked only once', async () => {
  const { gate, readiness, checks } = gateOf(good);
  expect(readiness.ready).toBe(false);
  expect(await Promise.all([gate.whenOpen(), gate.whenOpen()])).toEqual([identity, identity]);
  expect(await gate.whenOpen()).toEqual(identity);
  expect([checks(), readiness.ready, gate.identity]).toEqual([1, true, identity]);
});

test('closed, it is checked anew', async () => {
  const { gate, checks } = gateOf(good);
  await gate.whenOpen();
  gate.invalidate();
  expect(gate.identity).toBeUndefined();
  await gate.whenOpen();
  expect(checks()).toBe(2);
});

test('closed in the middle of a check, that check does not count', async () => {
  const { gate, checks } = gateOf(good);
  const opening = gate.whenOpen();
  gate.invalidate();
  await opening;
  expect(checks()).toBe(2);
});

test('it stays closed while they do not belong together, says so in words and once, and opens when they do', async () => {
  const bad: LogCheck = { ok: false, fault: 'the log has been truncated' };
  const { gate, readiness, lines, answers, checks } = gateOf(bad);
  const opening = gate.whenOpen();
  await vi.waitFor(() => expect(checks()).toBeGreaterThan(3));
  expect(readiness.snapshot().checks['log']).toBe('the log has been truncated');
  answers(good);
  await opening;
  expect(readiness.ready).toBe(true);
  expect(lines.filter((line) => line.includes('truncated'))).toHaveLength(1);
});

test('a server that is away is named, and asked again until it answers', async () => {
  const { gate, readiness, answers } = gateOf(new LogError('unavailable', 'no broker answers'));
  const opening = gate.whenOpen();
  await vi.waitFor(() => expect(readiness.snapshot().checks['kafka']).toBe('no broker answers'));
  answers(new Error('connection refused'));
  await vi.waitFor(() => expect(readiness.snapshot().checks['postgres']).toBe('connection refused'));
  answers(good);
  await opening;
  expect(readiness.ready).toBe(true);
});

test('it gives up waiting when the process stops', async () => {
  const { gate, stopping } = gateOf(new Error('connection refused'));
  const opening = gate.whenOpen();
  stopping.abort(new Error('stopping'));
  await expect(opening).rejects.toThrow('stopping');
});
