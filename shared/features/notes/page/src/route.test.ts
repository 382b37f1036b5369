import type { Route } from '@notes/page/subjects';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ListView, type Order, orders, routing } from './route.ts';

const route: fc.Arbitrary<Route<ListView>> = fc.record({
  view: fc.record({
    search: fc.string(),
    author: fc.string(),
    priority: fc.option(fc.integer(), { nil: undefined }),
    order: fc.constantFrom(...(Object.keys(orders) as Order[])),
    bin: fc.boolean(),
  }),
  open: fc.option(fc.uuid(), { nil: undefined }),
});

test('an address reads back as the route it was written from', () => {
  fc.assert(
    fc.property(route, (from) => {
      const { pathname, search } = new URL(routing.write(from), 'http://any');
      expect(routing.read(pathname, search)).toEqual(from);
    }),
  );
});

test('defaults are not in the address', () => {
  expect(routing.write({ view: routing.initial, open: undefined })).toBe('/');
  expect(routing.write({ view: { ...routing.initial, bin: true }, open: 'x' })).toBe('/notes/x?deleted=true');
});

test('an invalid address shows routing.initial', () => {
  expect(routing.read('/somewhere', '?order_by=constructor&priority=high')).toEqual({
    view: routing.initial,
    open: undefined,
  });
});
