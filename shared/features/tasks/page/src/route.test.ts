import type { Route } from '@notes/page/subjects';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atTime,
  type ListView,
  type Order,
  orders,
  routing,
  type State,
  states,
  type TypeFilter,
  typeFilters,
} from './route.ts';

const keysOf = <T extends string>(values: Readonly<Record<T, unknown>>) =>
  fc.constantFrom(...(Object.keys(values) as T[]));
const view: fc.Arbitrary<ListView> = fc.record({
  search: fc.string(),
  state: keysOf<State>(states),
  type: keysOf<TypeFilter>(typeFilters),
  assignee: fc.string(),
  severity: fc.option(fc.integer(), { nil: undefined }),
  order: keysOf<Order>(orders),
  bin: fc.boolean(),
});
const route: fc.Arbitrary<Route<ListView>> = fc.record({ view, open: fc.option(fc.uuid(), { nil: undefined }) });

test('an address reads back as the route it was written from', () => {
  fc.assert(
    fc.property(route, (from) => {
      const { pathname, search } = new URL(routing.write(from), 'http://any');
      expect(routing.read(pathname, search)).toEqual(from);
    }),
  );
});

test('open tasks are listed at first, those that are due first before others', () => {
  expect(routing.write({ view: routing.initial, open: undefined })).toBe('/tasks');
  expect(routing.read('/tasks', '').view).toMatchObject({ state: 'open', order: 'due' });
});

test('what no address means is ignored', () => {
  expect(routing.read('/tasks/', '?state=constructor&type=chore&severity:ge=high&order_by=due,title')).toEqual({
    view: routing.initial,
    open: undefined,
  });
});

test('clearing the filters leaves the order, and the bin', () => {
  const chosen: ListView = { ...routing.initial, state: 'done', assignee: 'ada', order: 'title', bin: true };
  expect([routing.isFiltered(chosen), routing.unfiltered(chosen)]).toEqual([
    true,
    { ...routing.initial, order: 'title', bin: true },
  ]);
});

test('what is overdue is read anew each minute, other lists are not', () => {
  const at = Date.UTC(2026, 0, 1, 12, 30, 59, 999);
  expect(atTime({ ...routing.initial, state: 'overdue' }, at).asOf).toBe('2026-01-01T12:30:00.000Z');
  expect(atTime(routing.initial, at)).toBe(routing.initial);
});
