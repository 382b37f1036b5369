import { expect, test } from 'vitest';
import { formatTable } from './terminal.ts';

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
