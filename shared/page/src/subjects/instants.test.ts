import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromControl, incomplete, toControl } from './instants.ts';

test('what a control shows is the instant that it was given, whatever the time zone', () => {
  const instant = fc.date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(instant, (at) => {
      expect(fromControl(toControl(at.toISOString()))).toBe(at.toISOString());
    }),
  );
});

test('an empty control is no date, and a year that the service has not is incomplete', () => {
  expect([fromControl(''), toControl(null), toControl(incomplete)]).toEqual([null, '', '']);
  expect(fromControl('20266-01-01T12:00')).toBe(incomplete);
});
