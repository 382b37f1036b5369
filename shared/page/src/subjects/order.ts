import type { Subject } from './knowledge.ts';

/** An order of a list as `order_by` names it: members, with `-` for descending. */
export type OrderKeys = readonly string[];

/** The service's order of a list: by the keys, then by id in the direction of the last. What is null comes last in either direction. */
export function compareBy<C>(keys: OrderKeys): (a: Subject<C>, b: Subject<C>) => number {
  const id = keys.at(-1)?.startsWith('-') === true ? '-id' : 'id';
  const comparisons = [...keys, id].map((key) => comparisonBy<C>(key));
  return (a, b) => {
    for (const compare of comparisons) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function comparisonBy<C>(key: string) {
  const isDescending = key.startsWith('-');
  const member = (isDescending ? key.slice(1) : key) as keyof Subject<C>;
  return (one: Subject<C>, other: Subject<C>): number => {
    const [a, b] = [one[member], other[member]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const ascending = typeof a === 'number' ? a - Number(b) : compareText(String(a), String(b));
    return isDescending ? -ascending : ascending;
  };
}

/** By code points, as the service orders text. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Surrogates stand for characters above all others, though some other units are greater.
    if (left !== right) return aboveAll(left) - aboveAll(right) || left - right;
  }
  return a.length - b.length;
}

const aboveAll = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? 1 : 0);
