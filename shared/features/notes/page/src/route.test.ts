import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everything, isOrder, orders, type Route, readRoute, writeRoute } from './route.ts';

const route: fc.Arbitrary<Route> = fc.record({
  view: fc.record({
    search: fc.string(),
    author: fc.string(),
    priority: fc.option(fc.integer(), { nil: undefined }),
    order: fc.constantFrom(...Object.keys(orders).filter(isOrder)),
    bin: fc.boolean(),
  }),
  open: fc.option(fc.uuid(), { nil: undefined }),
});

test('an address reads back as the route it was written from', () => {
  fc.assert(
    fc.property(route, (from) => {
      const { pathname, search } = new URL(writeRoute(from), 'http://any');
      expect(readRoute(pathname, search)).toEqual(from);
    }),
  );
});

test('defaults are not in the address', () => {
  expect(writeRoute({ view: everything, open: undefined })).toBe('/');
  expect(writeRoute({ view: { ...everything, bin: true }, open: 'x' })).toBe('/notes/x?deleted=true');
});

test('an invalid address shows everything', () => {
  expect(readRoute('/somewhere', '?order_by=constructor&priority=high')).toEqual({ view: everything, open: undefined });
});
