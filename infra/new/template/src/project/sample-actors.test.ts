import { expect, test } from 'vitest';
import { sampleActors } from './sample-actors.ts';

type Change = Parameters<typeof sampleActors.project>[0];

test('an event is a row of its table', () => {
  const rows = sampleActors.project({ partition: 1, event: { actor: 'ada' } } as Change);
  expect(rows).toEqual([{ actor: 'ada', partition: 1, events: 1 }]);
  const columns = Object.keys(sampleActors.table.columns);
  expect(rows.map((row) => Object.keys(row).toSorted())).toEqual([columns.toSorted()]);
});
