import { expect, test } from 'vitest';
import { compareSchemas } from './compare-schemas.ts';

const table = (...lines: string[]): string => `create table public.notes (\n${lines.join(',\n')}\n);\n`;
const view = 'create view public.recent as\n select 1;\n';

test('equal schemas do not differ, whatever a comment says', () => {
  expect(compareSchemas(`-- by hand\n\n${table('  id uuid')}`, table('  id uuid'))).toEqual([]);
});

test('what is missing and what is too many is told whole', () => {
  expect(compareSchemas(`${table('  id uuid')}\n${view}`, table('  id uuid'))).toEqual([
    '- create view public.recent as',
    '-  select 1;',
  ]);
  expect(compareSchemas(view, `${view}\n${table('  id uuid')}`)).toEqual([
    '+ create table public.notes (',
    '+   id uuid',
    '+ );',
  ]);
});

test('of what is different, the lines that differ are told', () => {
  const wanted = table('  id uuid', '  title text not null', '  priority integer');
  const found = table('  id uuid', '  title text', '  priority integer', '  colour text');
  expect(compareSchemas(wanted, found)).toEqual([
    '  create table public.notes (',
    '-   title text not null',
    '+   title text',
    '+   colour text',
  ]);
});

test('another order of columns is a difference', () => {
  expect(compareSchemas(table('  a text', '  b text'), table('  b text', '  a text'))).toEqual([
    '  create table public.notes (',
    '  (the same lines in another order)',
  ]);
});
