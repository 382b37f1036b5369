import { expect, test } from 'vitest';
import { columnsOf } from './chart-options.ts';

test('the newest value stands at 0, and time goes to the left', () => {
  const own = { name: 'own', tint: 'own', values: [5, null, 7] } as const;
  const others = { name: 'others', tint: 'others', values: [1, 2, 3] } as const;
  expect(columnsOf([own, others])).toEqual([
    [-2, -1, 0],
    [5, null, 7],
    [1, 2, 3],
  ]);
});
