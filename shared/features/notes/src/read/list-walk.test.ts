import { listWalk as listWalkOf, orderText, readOrder as readOrderOf } from '@notes/reading';
import { expect, test } from 'vitest';
import type { NoteFilters, SortMember } from '../contract/index.ts';
import { noteSource } from './note-source.ts';

const readOrder = readOrderOf<SortMember>;

const listWalk = (...walk: Tail<Parameters<typeof listWalkOf<NoteFilters, SortMember>>>) =>
  listWalkOf(noteSource, ...walk);
type Tail<T> = T extends [unknown, ...infer Rest] ? Rest : never;

test.each<[keys: string[], filters: NoteFilters, order: string, bounds: string[]]>([
  [['-updated_at'], { created_by: ['ada'], search: 'milk' }, '-updated_at,-id', []],
  [['-updated_at'], { after: 'x', before: 'y', priority: [1] }, '-updated_at,-id', ['after', 'before']],
  [['title'], { after: 'x' }, 'title,id', []],
  [['priority', 'title'], { 'priority:ge': 1, 'priority:ne': [3] }, 'priority,title,id', ['priority:ge']],
  [['priority'], { priority: [1, 2] }, 'priority,id', []],
  [['-priority'], { priority: [1] }, '-priority,-id', ['priority']],
  [['created_by', '-updated_at'], { created_by: ['ada'], after: 'x' }, '-updated_at,-id', ['after']],
  [['created_by', '-priority'], { created_by: ['ada'], priority: [1] }, '-priority,-id', ['priority']],
  [['title', 'created_by'], { created_by: ['ada'] }, 'title,id', []],
])('a list by %j of %j is walked along %s, within %j', (keys, filters, order, bounds) => {
  const walk = listWalk(readOrder(keys), undefined, filters);
  expect(orderText(walk.order)).toBe(order);
  expect(Object.keys(walk.bounds)).toEqual(bounds);
  expect({ ...walk.bounds, ...walk.rest }).toEqual(filters);
  expect(walk.start).toBeUndefined();
});

test('a start has the values of the keys that are walked along', () => {
  const place = { backward: true, inclusive: false, values: ['ada', '2026-01-31T12:00:00.000Z', 'id'] };
  const walk = listWalk(readOrder(['created_by', '-updated_at']), place, { created_by: ['ada'] });
  expect(walk.start).toEqual({ ...place, values: ['2026-01-31T12:00:00.000Z', 'id'] });
});
