import { expect, test } from 'vitest';
import type { PlainFields } from './fields.ts';
import { filterOf, matches, plainRouting } from './list.ts';

const fields: PlainFields = {
  name: { kind: 'text', label: 'Name', min: 1, max: 9 },
  colour: { kind: 'choice', label: 'Colour', words: ['red', 'green'], orNull: true },
  open: { kind: 'flag', label: 'Open' },
};
const routing = plainRouting('labels', fields);
const viewOf = (query: string) => routing.read('/labels', query).view;
const times = { created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z' };
const label = { id: '1', name: 'Urgent', colour: 'red', open: true, created_by: 'ada', version: 1, ...times };

test('an address has the parameters of the API', () => {
  const view = viewOf('colour=null&open=true&order_by=name');
  expect(view).toMatchObject({ [filterOf('colour')]: 'null', [filterOf('open')]: 'true', order: 'name' });
  expect(routing.write({ view, open: '1' })).toBe('/labels/1?order_by=name&colour=null&open=true');
  expect(viewOf('colour=blue&order_by=open')).toEqual(routing.initial);
});

test.each(['', 'colour=red', 'open=true', 'search=urg', 'created_by=ada'])('%s matches', (query) => {
  expect(matches(label, viewOf(query), fields)).toBe(true);
});

test.each(['colour=null', 'colour=green', 'open=false', 'search=red', 'created_by=bob', 'deleted=true'])(
  '%s does not match',
  (query) => {
    expect(matches(label, viewOf(query), fields)).toBe(false);
  },
);
