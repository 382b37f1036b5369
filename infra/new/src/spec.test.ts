import { expect, test } from 'vitest';
import { fieldBlocks, migrationBlocks } from './field-lines.ts';
import { namesOf, spellingsOf } from './names.ts';
import { readFields, SpecError } from './spec.ts';

test('each type is read, with what may be left out', () => {
  const fields = readFields(
    'name:string(1..64)!, note:string(0..500), code:string(1..9)? unique,size:integer, rank:integer(1..5), price:decimal(6,2)?, open:boolean, colour:enum(red|green)?, due:date-time!',
  );
  expect(fields.map(({ name, given, unique }) => [name, given, unique])).toEqual([
    ['name', 'always', false],
    ['note', 'or default', false],
    ['code', 'or null', true],
    ['size', 'or default', false],
    ['rank', 'or default', false],
    ['price', 'or null', false],
    ['open', 'or default', false],
    ['colour', 'or null', false],
    ['due', 'always', false],
  ]);
  expect(fieldBlocks({ one: 'label', all: 'labels' }, fields)).toMatchObject({
    defaults: [
      ...["note: '',", 'code: null,', 'size: 0,', 'rank: 1,', 'price: null,', 'open: false,', 'colour: null,'],
    ],
    orders: [...["'name',", "'code',", "'size',", "'rank',", "'price',", "'colour',", "'due',"]],
    unique: ["unique: 'code',"],
    change: ["name: 'b',"],
  });
  expect(migrationBlocks('labels', fields)['columns']).toContain('price numeric,');
});

test.each([
  ['', 'is empty'],
  ['name', 'is no field'],
  ['name:string(1..64)!,', "'' is no field"],
  ['name:text', "there is no type 'text'"],
  ['name:string!', 'string takes its least and its most'],
  ['name:string(9..1)!', 'string takes its least and its most'],
  ['name:string(1..64)', 'nothing can be its default'],
  ['due:date-time', 'nothing can be its default'],
  ['price:decimal(2,2)', 'decimal takes its digits'],
  ['colour:enum(red)', 'enum takes two different words'],
  ['colour:enum(red|red)', 'enum takes two different words'],
  ['open:boolean(1)', 'takes nothing in parentheses'],
  ['size:integer', 'At least one field must be a string'],
  ['size:integer? unique', 'only a string'],
  ['a:string(1..9)! unique, b:string(1..9)! unique', 'Only one field can be unique'],
  ['name:string(1..9)!, name:integer', 'name is there twice'],
  ['version:integer', 'a member that everything has'],
  ['search:string(0..9)', 'a parameter that every list has'],
  ['order:integer', 'a reserved word of SQL'],
  ['Name:string(1..9)!', 'is no name of a field'],
])('%j is refused', (text, message) => {
  expect(() => readFields(text)).toThrow(SpecError);
  expect(() => readFields(text)).toThrow(message);
});

test('names in the plural, and in all spellings', () => {
  expect(['label', 'category', 'day', 'box', 'branch'].map((one) => namesOf(one).all)).toEqual([
    ...['labels', 'categories', 'days', 'boxes', 'branches'],
  ]);
  expect(namesOf('person', 'people')).toEqual({ one: 'person', all: 'people' });
  for (const wrong of ['Label', 'price-tag', 'x', '../label']) expect(() => namesOf(wrong)).toThrow(SpecError);
  expect(() => namesOf('sheep', 'sheep')).toThrow('--plural');
  expect(spellingsOf('label-days')).toEqual({ kebab: 'label-days', snake: 'label_days', camel: 'labelDays' });
  expect(() => spellingsOf('../labels')).toThrow(SpecError);
});
