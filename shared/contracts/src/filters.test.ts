import { Type } from 'typebox';
import { expect, expectTypeOf, test } from 'vitest';
import { choice, columnsOf, decimal, flag, instant, integer, keptOf, orNull, text, writtenOf } from './fields.ts';
import { byAuthor, filtersOf } from './filters.ts';

const fields = {
  name: text({ min: 1, max: 9, visible: true, description: 'A name.', example: 'Ada' }),
  size: orNull(integer({ min: 0, description: 'A size.', example: 1 })),
  price: decimal({ digits: 5, fraction: 3, description: 'A price.', kept: 'A price, kept.', example: '1.5' }),
  colour: choice(['red', 'green'], { description: 'A colour.', example: 'red' }),
  open: flag({ description: 'Whether it is open.', example: true }),
  due: orNull(instant({ description: 'When.' })),
};

const filters = filtersOf(
  {
    created_by: byAuthor('Things'),
    name: { field: fields.name, by: 'equality' },
    size: { field: fields.size, by: 'ranges', texts: { gt: 'Larger.' } },
    colour: { field: fields.colour, by: 'values' },
    done: { given: 'due', text: 'Whether it is due.' },
  },
  { columns: ['name', 'note'], examples: ['a', '2026-01-31T12:00:00Z'] },
);

test('a field is written in more forms than it is kept in', () => {
  const { kept, written } = fields.price;
  const admits = (schema: object, value: string) =>
    new RegExp(String('pattern' in schema && schema.pattern)).test(value);
  const values = ['0', '1.5', '10.125', '1.50', '100', '1.1234', '01'];
  expect(values.filter((value) => admits(written, value))).toEqual(['0', '1.5', '10.125', '1.50']);
  expect(values.filter((value) => admits(kept, value))).toEqual(['0', '1.5', '10.125']);
  expect(keptOf(fields).due).toMatchObject({ type: ['string', 'null'], pattern: expect.any(String) });
  expect(writtenOf(fields).due).not.toHaveProperty('pattern');
  expect(columnsOf(fields)).toEqual({
    ...{ name: 'text', size: 'integer', price: 'numeric', colour: 'text', open: 'boolean', due: 'timestamptz' },
  });
});

test('each way to compare a member is a parameter, in this order', () => {
  expect(Object.keys(filters.parameters)).toEqual([
    ...['created_by', 'created_by:ne', 'name', 'size', 'size:ne', 'size:gt', 'size:ge', 'size:lt', 'size:le'],
    ...['colour', 'colour:ne', 'done', 'search', 'after', 'before'],
  ]);
  expect(filters.filters).toMatchObject({
    name: { kind: 'equal', member: 'name' },
    'size:ne': { kind: 'unequal', member: 'size' },
    'size:le': { kind: 'bound', member: 'size', operator: '<=' },
    done: { kind: 'given', member: 'due' },
    search: { kind: 'search', columns: ['name', 'note'] },
    before: { kind: 'bound', member: 'updated_at', operator: '<=' },
  });
});

test('null is a value of a list, and never a bound; what is not described is described by its name', () => {
  expect(filters.parameters).toMatchObject({
    size: {
      type: 'array',
      items: { type: ['integer', 'null'] },
      description: 'This size, or `null`; repeated: any of these.',
    },
    'size:ne': { description: 'Another size, and not none; repeated: none of these.' },
    'size:gt': { type: 'integer', description: 'Larger.' },
    'size:ge': { type: 'integer', description: 'This size or above.' },
    'colour:ne': { items: { enum: ['red', 'green'] }, description: 'Not this colour; repeated: none of these.' },
    search: { description: expect.stringMatching(/^Name or note contains this text/) },
  });
  expect(Type.Object(filters.parameters)).not.toHaveProperty('required');
});

test('their values have the types of the fields', () => {
  expectTypeOf<NonNullable<typeof filters.Values>>().branded.toEqualTypeOf<{
    created_by?: string[];
    'created_by:ne'?: string[];
    name?: string[];
    size?: (number | null)[];
    'size:ne'?: (number | null)[];
    'size:gt'?: number;
    'size:ge'?: number;
    'size:lt'?: number;
    'size:le'?: number;
    colour?: ('red' | 'green')[];
    'colour:ne'?: ('red' | 'green')[];
    done?: boolean;
    search?: string;
    after?: string;
    before?: string;
  }>();
});
