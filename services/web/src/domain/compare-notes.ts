import type { AnyNote } from './any-note.ts';
import type { Order } from './list-view.ts';

type Comparison = (a: AnyNote, b: AnyNote) => number;

/** By code points, as the service orders text. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    // Halves of a pair stand for characters above all others, though other units are greater.
    if (left !== right) return aboveAll(left) - aboveAll(right) || left - right;
  }
  return a.length - b.length;
}

const aboveAll = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? 1 : 0);

/** The service's order of a list: by the member, then by id, both in the same direction. */
export function compareNotes(order: Order): Comparison {
  const isDescending = order.startsWith('-');
  const member = (isDescending ? order.slice(1) : order) as Exclude<Order, `-${string}`> | 'updated_at';
  const ascending: Comparison = (a, b) => compareMember(a[member], b[member]) || compareText(a.id, b.id);
  return isDescending ? (a, b) => ascending(b, a) : ascending;
}

const compareMember = (a: string | number, b: string | number): number =>
  typeof a === 'number' ? a - Number(b) : compareText(a, String(b));
