import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { LogError } from './log-error.ts';
import { isUnknownTopic, mapError } from './map-error.ts';

const answer = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
const named = (name: string) => Object.assign(new Error(name), { name });
const broken = new kafkajs.KafkaJSConnectionError('closed');

test.each([
  ['NOT_LEADER_FOR_PARTITION', 'unavailable'],
  ['REQUEST_TIMED_OUT', 'unknown'],
  ['NETWORK_EXCEPTION', 'unknown'],
])('an append answered with %s is %s', (type, kind) => {
  expect(mapError(answer(type), 'append', true)).toMatchObject({
    kind,
    message: `append: ${type}`,
    refusal: undefined,
  });
});

test.each([
  ['INVALID_TIMESTAMP', 'refused', 'clock'],
  ['TOPIC_AUTHORIZATION_FAILED', 'refused', 'rights'],
  ['POLICY_VIOLATION', 'refused', 'records'],
  ['INVALID_RECORD', 'refused', 'records'],
  ['NOT_ENOUGH_REPLICAS', 'refused', 'replicas'],
  ['MESSAGE_TOO_LARGE', 'too-large', 'size'],
  ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'unknown', 'replicas'],
])('an append answered with %s is %s, for a reason in words that is about %s', (type, kind, part) => {
  const error = mapError(answer(type), 'append', true);
  expect(error).toMatchObject({ kind, refusal: { part } });
  expect(error.message).toBe(`append: ${type}: ${error.refusal?.text}`);
});

test('a reader that may not read is fatal, and is not told what a writer would be', () => {
  expect(mapError(answer('TOPIC_AUTHORIZATION_FAILED'), 'read')).toMatchObject({ kind: 'fatal', refusal: undefined });
});

test('an append that was not answered may have happened', () => {
  expect(mapError(broken, 'append', true).kind).toBe('unknown');
  expect(mapError(new RangeError('the answer is cut short'), 'append', true).kind).toBe('unknown');
});

test('where nothing is appended no outcome is open', () => {
  expect(mapError(broken, 'read').kind).toBe('unavailable');
  expect(mapError(answer('REQUEST_TIMED_OUT'), 'read').kind).toBe('unavailable');
});

test('what cannot be decoded, and credentials that are refused, do not heal', () => {
  expect(mapError(new RangeError('beyond the buffer'), 'read').kind).toBe('fatal');
  expect(mapError(named('KafkaJSSASLAuthenticationError'), 'connect').kind).toBe('fatal');
});

test('the cause is found through what kafkajs wraps around it', () => {
  const cause = answer('OFFSET_OUT_OF_RANGE');
  const wrapped = new Error('gave up', { cause });
  expect(mapError(wrapped, 'read').kind).toBe('out-of-range');
  expect(isUnknownTopic(new LogError('unavailable', 'x', answer('UNKNOWN_TOPIC_OR_PARTITION')))).toBe(true);
  expect(isUnknownTopic(broken)).toBe(false);
});
