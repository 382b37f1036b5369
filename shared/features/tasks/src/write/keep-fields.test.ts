import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepFields } from './keep-fields.ts';

test('what a client writes comes to the form in which it is kept', () => {
  expect(
    keepFields(
      { title: 'Water', story_points: '2.50', due: '2026-02-14T18:00:00.1239+01:00', done_at: '2016-12-31T23:59:60Z' },
      '#',
    ),
  ).toEqual({
    ...{ title: 'Water', story_points: '2.5', due: '2026-02-14T17:00:00.123Z', done_at: '2017-01-01T00:00:00.000Z' },
  });
  expect(keepFields({ done_at: false }, '#')).toEqual({ done_at: null });
  expect(keepFields({ done_at: true, due: null, story_points: null }, '#')).toEqual({
    ...{ done_at: true, due: null, story_points: null },
  });
  expect(keepFields({}, '#')).toEqual({});
});

test('a decimal keeps its value, and one value has one text', () => {
  const digits = fc.tuple(fc.integer({ min: 0, max: 99_999_999 }), fc.option(fc.integer({ min: 0, max: 99 })));
  const written = digits.chain(([whole, cents]) =>
    cents === null
      ? fc.constant([whole * 100, `${whole}`] as const)
      : fc.constantFrom(
          ...[
            `${whole}.${String(cents).padStart(2, '0')}`,
            ...(cents % 10 === 0 ? [`${whole}.${cents / 10}`] : []),
          ].map((text) => [whole * 100 + cents, text] as const),
        ),
  );
  const kept = new Map<number, unknown>();
  fc.assert(
    fc.property(written, ([cents, text]) => {
      const { story_points } = keepFields({ story_points: text }, '#');
      expect(story_points).toMatch(/^(0|[1-9][0-9]{0,7})(\.[0-9]?[1-9])?$/);
      expect(Math.round(Number(story_points) * 100)).toBe(cents);
      expect(kept.get(cents) ?? story_points).toBe(story_points);
      kept.set(cents, story_points);
    }),
  );
});

test('an instant beyond the years of UTC is refused where it stands', () => {
  expect(() => keepFields({ due: '0001-01-01T00:00:00+01:00' }, '#/tasks/3')).toThrow(
    expect.objectContaining({ slug: 'invalid', errors: [expect.objectContaining({ pointer: '#/tasks/3/due' })] }),
  );
});
