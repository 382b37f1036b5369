import type { Filter } from '@notes/contracts';
import type { ListOrder, SortKey } from './list-order.ts';
import type { ListSource } from './list-source.ts';
import type { PageStart } from './page-start.ts';

/**
 * How to follow a list along an index: in which order, from where, and which of the filters only say where the walk begins and
 * ends, since they are about what it is ordered by. The `rest` is looked at row by row.
 */
export type ListWalk<Filters extends object, Member extends string> = {
  readonly order: ListOrder<Member>;
  readonly start: PageStart | undefined;
  readonly bounds: Filters;
  readonly rest: Filters;
};

/**
 * The walk along a list. Keys that a filter leaves one value put nothing in order, so the walk is by the others; where the list is
 * ordered by such keys alone, it is by the last of them, within its value.
 */
export function listWalk<Filters extends object, Member extends string>(
  { filters: all }: ListSource<Filters, Member>,
  order: ListOrder<Member>,
  start: PageStart | undefined,
  filters: Filters,
): ListWalk<Filters, Member> {
  const given = Object.entries(filters).map(([name, value]) => ({ name, value, filter: all[name as keyof Filters] }));
  const isFixed = ({ member }: SortKey<Member>): boolean => given.some((one) => isSingle(one, member));
  const free = order.flatMap((key, i) => (isFixed(key) ? [] : [i]));
  // The id is never fixed, and goes in the direction of the key before it, as their index does.
  const steps = free.length > 1 || order.length === 1 ? free : [order.length - 2, order.length - 1];
  const walked = steps.map((i) => order[i] as SortKey<Member>);
  const member = walked[0]?.member ?? 'id';
  const those = (isBound: boolean): Filters =>
    Object.fromEntries(
      given.flatMap((one) =>
        (isSingle(one, member) || isBoundOn(one, member)) === isBound ? [[one.name, one.value]] : [],
      ),
    ) as Filters;
  return {
    order: walked,
    start: start && { ...start, values: start.values.filter((_, i) => steps.includes(i)) },
    bounds: those(true),
    rest: those(false),
  };
}

type Given = { readonly value: unknown; readonly filter: Filter };

const isSingle = ({ value, filter }: Given, member: string): boolean =>
  filter.kind === 'equal' && filter.member === member && Array.isArray(value) && value.length === 1;

const isBoundOn = ({ filter }: Given, member: string): boolean => filter.kind === 'bound' && filter.member === member;
