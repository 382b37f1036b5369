import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comesAfter, stretchesOf } from './keyset.ts';
import { orderBy, parseOrder, reversed, sortColumn } from './list-order.ts';
import { createSqlValues } from './statement.ts';

const columns = {
  severity: sortColumn.orNull(sortColumn.integer('severity')),
  title: sortColumn.text('title'),
  id: sortColumn.uuid('id'),
};
type Member = 'severity' | 'title';
const order = (...keys: string[]) => parseOrder<Member>(keys);

test('what is null comes last in either direction, and first from the other end', () => {
  expect(orderBy(order('severity'), columns)).toBe('severity, id');
  expect(orderBy(order('-severity'), columns)).toBe('severity desc nulls last, id desc');
  expect(orderBy(reversed(order('severity')), columns)).toBe('severity desc, id desc');
  expect(orderBy(reversed(order('-severity')), columns)).toBe('severity nulls first, id');
  expect(reversed(reversed(order('-severity', 'title')))).toEqual(
    order('-severity', 'title').map((key) => ({ ...key })),
  );
});

const stretches = (keys: string[], values?: (string | number | null)[], back = false) => {
  const place = values && { values, inclusive: false };
  return stretchesOf(back ? reversed(order(...keys)) : order(...keys), columns, place, createSqlValues());
};

test('an order by a key that may be null is read in two stretches of one index', () => {
  expect(stretches(['-severity']).map(({ conditions, ...rest }) => ({ ...rest, conditions: conditions() }))).toEqual([
    { holds: 'values', conditions: ['severity is not null'], sorting: 'severity desc, id desc' },
    { holds: 'nulls', conditions: ['severity is null'], sorting: 'severity desc, id desc' },
  ]);
  expect(stretches(['-severity'], undefined, true).map(({ holds }) => holds)).toEqual(['nulls', 'values']);
});

test('from a value on, the rest of the values and the nulls follow; from a null on, the rest of those', () => {
  expect(stretches(['severity'], [3, 'x']).map(({ conditions }) => conditions())).toEqual([
    ['(severity, id) > ($1::integer, $2::uuid)'],
    ['severity is null'],
  ]);
  expect(stretches(['severity'], [null, 'x']).map(({ conditions }) => conditions())).toEqual([
    ['severity is null', '(id) > ($1::uuid)'],
  ]);
  expect(stretches(['severity'], [null, 'x'], true).map(({ conditions }) => conditions())).toEqual([
    ['severity is null', '(id) < ($1::uuid)'],
    ['severity is not null'],
  ]);
  expect(stretches(['severity'], [3, 'x'], true).map(({ conditions }) => conditions())).toEqual([
    ['(severity, id) < ($1::integer, $2::uuid)'],
  ]);
});

test('where a later key may be null, each is compared by itself', () => {
  expect(stretches(['title', '-severity'], ['a', 3, 'x']).map(({ conditions }) => conditions())).toEqual([
    [
      'title collate "C" >= $1::text and (title collate "C" > $1::text or (title collate "C" = $1::text and (severity < $2::integer or severity is null or (severity = $2::integer and (id) < ($3::uuid)))))',
    ],
  ]);
});

/** The meaning of a condition, on a row in memory. Only what these conditions are made of. */
function holds(
  condition: string,
  row: { severity: number | null; title: string; id: string },
  values: readonly unknown[],
) {
  const script = condition
    .replaceAll(/(\w+)(?: collate "C")? is not null/g, (_, name: string) => `(row.${name} !== null)`)
    .replaceAll(/(\w+)(?: collate "C")? is null/g, (_, name: string) => `(row.${name} === null)`)
    .replaceAll(/\(([^()]*)\) ([<>]=?) \(([^()]*)\)/g, (_, left: string, sign: string, right: string) => {
      const names = left.split(', ').map((name) => name.replace(' collate "C"', ''));
      return `compare([${names.map((name) => `row.${name}`).join()}], [${right.replaceAll(/\$(\d+)::\w+/g, 'values[$1 - 1]')}], "${sign}")`;
    })
    .replaceAll(
      /(\w+)(?: collate "C")? ([<>]=?|=) \$(\d+)::\w+/g,
      (_, name: string, sign: string, n: string) => `compare([row.${name}], [values[${n} - 1]], "${sign}")`,
    )
    .replaceAll(' or ', ' || ')
    .replaceAll(' and ', ' && ');
  const compare = (left: (string | number | null)[], right: (string | number)[], sign: string): boolean => {
    for (const [i, value] of left.entries()) {
      const other = right[i];
      if (value === null || other === undefined) return false;
      if (value !== other) return sign.startsWith(value < other ? '<' : '>');
    }
    return sign.endsWith('=');
  };
  return new Function('row', 'values', 'compare', `return ${script}`)(row, values, compare) as boolean;
}

const rows = fc.uniqueArray(
  fc.record({
    severity: fc.option(fc.integer({ min: 0, max: 2 })),
    title: fc.constantFrom('a', 'b'),
    id: fc.constantFrom(...'abcdefghij'),
  }),
  { selector: ({ id }) => id, maxLength: 10 },
);
const orders = fc
  .constantFrom(['severity'], ['title'], ['severity', 'title'], ['title', 'severity'])
  .chain((members) => fc.tuple(...members.map((member) => fc.constantFrom(member, `-${member}`))))
  .chain((keys) => fc.boolean().map((back) => (back ? reversed(order(...keys)) : order(...keys))));

test('stretch by stretch the rows after a place are those that come after it, each once', () => {
  fc.assert(
    fc.property(rows, orders, fc.nat(9), fc.boolean(), (all, keys, nth, inclusive) => {
      const sorted = all.toSorted((a, b) => {
        for (const { member, descending, nullsFirst = false } of keys) {
          const [x, y] = [a[member], b[member]];
          if (x === y) continue;
          if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
          return x < y === descending ? 1 : -1;
        }
        return 0;
      });
      const at = sorted[nth];
      const values = at && keys.map(({ member }) => at[member]);
      const place = values && { values, inclusive };
      const wanted = at === undefined ? sorted : sorted.slice(nth + (inclusive ? 0 : 1));
      const sql = createSqlValues();
      const found = stretchesOf(keys, columns, place, sql)
        .map(({ conditions }) => conditions())
        .map((all) => sorted.filter((row) => all.every((condition) => holds(condition, row, sql.values))));
      expect(found.flat()).toEqual(wanted);
      if (place === undefined) return;
      const whole = createSqlValues();
      const condition = comesAfter(keys, columns, place, whole);
      expect(sorted.filter((row) => holds(condition, row, whole.values))).toEqual(wanted);
    }),
    { numRuns: 500 },
  );
});
