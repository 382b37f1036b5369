import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { LogError } from './log-error.ts';
import { isUnknownTopic, mapError } from './map-error.ts';

const answer = (type: string) => Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
const named = (name: string) => Object.assign(new Error(name), { name });
const broken = new kafkajs.KafkaJSConnectionError('closed');

test.each([
  ['NOT_LEADER_FOR_PARTITION', 'unavailable'],
  ['MESSAGE_TOO_LARGE', 'too-large'],
  ['REQUEST_TIMED_OUT', 'unknown'],
  ['TOPIC_AUTHORIZATION_FAILED', 'fatal'],
])('an append answered with %s is %s', (type, kind) => {
  expect(mapError(answer(type), 'append', true)).toMatchObject({ kind, message: `append: ${type}` });
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
  expect(mapError(named('KafkaJSNotImplemented'), 'read').kind).toBe('fatal');
  expect(mapError(named('KafkaJSSASLAuthenticationError'), 'connect').kind).toBe('fatal');
});

test('the cause is found through what kafkajs wraps around it', () => {
  const cause = answer('OFFSET_OUT_OF_RANGE');
  const wrapped = new Error('gave up', { cause });
  expect(mapError(wrapped, 'read').kind).toBe('out-of-range');
  expect(isUnknownTopic(new LogError('unavailable', 'x', answer('UNKNOWN_TOPIC_OR_PARTITION')))).toBe(true);
  expect(isUnknownTopic(broken)).toBe(false);
});
