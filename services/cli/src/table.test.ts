import { expect, test } from 'vitest';
import { cutOff, formatTable, widthOf } from './table.ts';

test('columns are as wide as their widest cell, without blanks at the end', () => {
  const table = formatTable(
    ['name', 'n'],
    [
      ['a', 1],
      ['longer', null],
    ],
  );
  expect(table).toBe('name    n\na       1\nlonger');
});

test('text cannot act on the terminal, nor break a line', () => {
  expect(formatTable(['x'], [['\u001b[2Jgone\nnext']])).toBe('x\n·[2Jgone·next');
});

test('what takes two columns on a terminal is counted as two, and what is wide is cut at whole characters', () => {
  expect(widthOf('日本 🥛 é')).toBe(9);
  expect(
    formatTable(
      ['x', 'y'],
      [
        ['日本', 1],
        ['ab', 2],
      ],
    ),
  ).toBe('x     y\n日本  1\nab    2');
  expect(cutOff('日本語', 4)).toBe('日… ');
  expect(cutOff('milk', 4)).toBe('milk');
});

test('a table that is wider than the terminal is cut in its widest columns, never in the first', () => {
  const id = 'e23b6b27-d1c5-566f-99b9-7b1b0949a551';
  const cells = [id, 'a'.repeat(40), 'b'.repeat(20), 'c'];
  const lines = formatTable(['id', 'title', 'text', 'n'], [cells], 80).split('\n');
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(new RegExp(`^${id}  a+…  b+…  c$`));
  // Where even that does not do, lines are longer rather than without meaning.
  expect(formatTable(['id', 'title'], [cells], 20)).toContain(`${id}  aaaaaaa…`);
});
