import { parsePosition } from '@notes/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callerOf } from './authenticate-requests.ts';
import { readConditions } from './conditions.ts';
import { entityTagsText, httpDateText, maybePositionText, positionText, userText } from './header-texts.ts';

/** Texts that a client would make up from the description. */
const fitting = (pattern: string): fc.Arbitrary<string> => fc.stringMatching(new RegExp(pattern), { maxLength: 300 });

test('every position that fits its description is read, if it names no partition twice', () => {
  fc.assert(
    fc.property(fitting(positionText), (text) => {
      const partitions = [...text.matchAll(/[:.](\d+)-/g)].map(([, partition]) => partition);
      expect([text, parsePosition(text) !== undefined]).toEqual([text, new Set(partitions).size === partitions.length]);
    }),
  );
});

test.each(['k3f9a2c1:', 'k3f9a2c1:0-12.3-1204', 'k3f9a2c1:9999-999999999999999'])('%s is a position', (text) => {
  expect([text.match(positionText), text.match(maybePositionText)]).not.toContain(null);
});

test.each(['k3f9a2c1', 'K3F9A2C1:0-1', 'k3f9a2c1:0', 'k3f9a2c1:00-1', 'k3f9a2c1:0-01', 'k3f9a2c1:0-1.'])(
  '%s is none',
  (text) => {
    expect([text.match(positionText), text.match(maybePositionText)]).toEqual([null, null]);
  },
);

test('nothing at all is where the feed may begin', () => {
  expect('').toMatch(new RegExp(maybePositionText));
});

test('every list of tags and every date that fit their description are conditions', () => {
  fc.assert(
    fc.property(fitting(entityTagsText), fitting(httpDateText), (tags, date) => {
      const headers = { 'if-match': tags, 'if-none-match': tags, 'if-unmodified-since': date };
      expect(readConditions(headers)).toMatchObject({ unmodifiedSince: expect.any(Number) });
    }),
  );
});

test('every name that fits its description is that of a caller', () => {
  fc.assert(
    fc.property(fitting(userText), (name) => {
      expect(callerOf({ headers: { 'x-user': name } }).subject).toBe(name);
    }),
  );
});
