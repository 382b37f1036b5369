import type { Row } from '@notes/kernel';
import { projectEvents, readModelOf, type SubjectRow } from '@notes/projecting/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TaskState } from '../domain/index.ts';
import { type Accepted, taskLife } from '../testing/random-life.ts';
import { taskProjected } from './index.ts';

/** The tables after these events, taken in stretches that end at these places: rows by table and key, numbers added up. */
function tablesAfter(events: readonly Accepted[], cuts: readonly number[]) {
  const subjects = new Map<string, SubjectRow>();
  const tables = new Map<string, Map<string, Record<string, number>>>();
  const ends = [...cuts, events.length].sort((a, b) => a - b);
  let begin = 0;
  for (const end of ends) {
    const changes = projectEvents(readModelOf(taskProjected), subjects, events.slice(begin, end));
    begin = end;
    for (const [id, row] of changes.subjects) subjects.set(id, row);
    for (const { table, rows } of changes.tables) {
      if (table.merge !== 'add') continue;
      const present = tables.get(table.name) ?? new Map<string, Record<string, number>>();
      tables.set(table.name, present);
      for (const row of rows) add(present, table.key, row);
    }
  }
  return { subjects, tables };
}

function add(present: Map<string, Record<string, number>>, key: readonly string[], row: Row): void {
  const name = JSON.stringify(key.map((column) => row[column]));
  const sums = present.get(name) ?? {};
  for (const [column, value] of Object.entries(row))
    if (!key.includes(column)) sums[column] = (sums[column] ?? 0) + Number(value);
  present.set(name, sums);
}

/** The sums of a table over all partitions, by the first part of its key, without what comes to nothing. */
function sumsOf(
  table: ReadonlyMap<string, Record<string, number>> | undefined,
): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {};
  for (const [key, row] of table ?? []) {
    const [first] = JSON.parse(key) as string[];
    const sum = sums[String(first)] ?? {};
    sums[String(first)] = sum;
    for (const [column, value] of Object.entries(row)) sum[column] = (sum[column] ?? 0) + value;
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => Object.values(sum).some((value) => value !== 0)));
}

/** The same, counted. */
function count(states: readonly TaskState[], of: (task: TaskState) => string) {
  const sums: Record<string, { tasks: number; done: number }> = {};
  for (const task of states) {
    const sum = sums[of(task)] ?? { tasks: 0, done: 0 };
    sums[of(task)] = sum;
    sum.tasks += 1;
    sum.done += task.done_at === null ? 0 : 1;
  }
  return sums;
}

// Three hundred lives: seconds, where the machine has other things to do.
test('the numbers are those of the tasks, however the events were cut into batches', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(taskLife, fc.array(fc.nat(40), { maxLength: 4 }), ({ events, chains }, cuts) => {
      const { subjects, tables } = tablesAfter(
        events,
        cuts.filter((cut) => cut <= events.length),
      );
      expect(tables).toEqual(tablesAfter(events, []).tables);
      const all = [...chains.values()].flatMap(({ state }) => (state === undefined ? [] : [state]));
      expect([...subjects.values()].map(({ state }) => state)).toEqual(all);
      const live = all.filter(({ deleted_at }) => deleted_at === null);
      const totals = Object.values(sumsOf(tables.get('task_totals')));
      const total = (column: string) => totals.reduce((sum, row) => sum + (row[column] ?? 0), 0);
      expect(total('tasks')).toBe(live.length);
      expect(total('done')).toBe(live.filter(({ done_at }) => done_at !== null).length);
      expect(total('deleted')).toBe(all.length - live.length);
      expect(total('events')).toBe(events.length);
      expect(sumsOf(tables.get('task_types'))).toEqual(count(live, ({ type }) => type));
      expect(sumsOf(tables.get('task_assignees'))).toEqual(count(live, ({ assignee }) => assignee ?? ''));
      const authors = Object.entries(count(live, ({ created_by }) => created_by)).map(([author, { tasks }]) => [
        author,
        { tasks },
      ]);
      expect(sumsOf(tables.get('task_authors'))).toEqual(Object.fromEntries(authors));
      const days = Object.values(sumsOf(tables.get('task_days')));
      const happened = (name: string) => days.reduce((sum, row) => sum + (row[name] ?? 0), 0);
      for (const [name, type] of [
        ['created', 'TaskCreated'],
        ['revised', 'TaskRevised'],
        ['deleted', 'TaskDeleted'],
        ['restored', 'TaskRestored'],
      ] as const)
        expect(happened(name)).toBe(events.filter(({ event }) => event.type === `tasks.${type}.v1`).length);
    }),
    { numRuns: 300 },
  );
});
