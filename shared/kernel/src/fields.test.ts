import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf, withDefaults } from './fields.ts';

const value = fc.constantFrom(undefined, null, 0, 1, '', 'x');
const given = fc.record({ title: fc.string(), subtitle: value, severity: value }, { requiredKeys: ['title'] });
const defaults = { subtitle: '', severity: null };

test('what is not named has its default, and every subject has its fields in the same order', () => {
  fc.assert(
    fc.property(given, (named) => {
      const all = withDefaults(defaults, named);
      const { subtitle = '', severity = null } = named;
      expect(all).toEqual({ title: named.title, subtitle, severity });
      expect(Object.keys(all)).toEqual(['title', 'subtitle', 'severity']);
    }),
  );
});

test('changes are what is named and differs', () => {
  const state = { title: 'a', subtitle: '', severity: null };
  expect(changesOf<object>(state, { title: 'a', severity: null })).toBeUndefined();
  expect(changesOf<object>(state, {})).toBeUndefined();
  expect(changesOf<object>(state, { title: 'b', subtitle: undefined, severity: 0 })).toEqual({
    title: 'b',
    severity: 0,
  });
});
