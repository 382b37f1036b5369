import { expect, test } from 'vitest';
import { ProblemError } from '../problem-error.ts';
import { callerOf } from './authenticate-requests.ts';

/** As Node hands the bytes of a header over. */
const onTheWire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('is anonymous without X-User', () => {
  expect(callerOf({ headers: {} })).toMatchObject({ subject: 'anonymous', may: 'any' });
});

test.each(['ada', 'Ädä 🦉', 'x'.repeat(255), '🦉'.repeat(255)])('is who X-User says: %s', (name) => {
  expect(callerOf({ headers: { 'x-user': onTheWire(name) } })).toMatchObject({ subject: name, may: 'any' });
});

test.each(['', 'x'.repeat(256), '\xff\xfe'])('refuses an X-User that is empty, too long or not UTF-8', (header) => {
  expect(() => callerOf({ headers: { 'x-user': header } })).toThrow(ProblemError);
});
