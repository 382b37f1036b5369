import { noteFilters } from '@notes/features/notes/contract';
import { taskFilters } from '@notes/features/tasks/contract';
import { expect, test } from 'vitest';
import type { FilterOf } from './resource-api.ts';
import type { Resources } from './resources.ts';

/** The filters of a resource that take a Date, by their types. */
type TakesDate<All extends keyof Resources> = keyof {
  [Name in keyof FilterOf<Resources[All]> as Date extends FilterOf<Resources[All]>[Name] ? Name : never]: true;
};

type Described = { readonly format?: string; readonly items?: Described };

/** The parameters that are instants, by their schemas. */
const instants = (filters: object): string[] =>
  Object.entries(filters as Readonly<Record<string, Described>>)
    .filter(([, { format, items }]) => (items?.format ?? format) === 'date-time')
    .map(([name]) => name)
    .toSorted();

test('a filter takes a Date exactly where the contract has an instant', () => {
  const ofNotes: Readonly<Record<TakesDate<'notes'>, true>> = { after: true, before: true };
  expect(instants(noteFilters.parameters)).toEqual(Object.keys(ofNotes).toSorted());
  const ofTasks: Readonly<Record<TakesDate<'tasks'>, true>> = {
    ...{ after: true, before: true, due: true, 'due:ne': true },
    ...{ 'due:gt': true, 'due:ge': true, 'due:lt': true, 'due:le': true },
  };
  expect(instants(taskFilters.parameters)).toEqual(Object.keys(ofTasks).toSorted());
});
