import type { EventTable } from '@notes/kernel';
import type { Projection, ProjectionOf, Subject } from './projection.ts';
import type { Table } from './table.ts';

// Numbers that every aggregate has, in tables with a row of its own for each partition of the log. `plural` is the column of
// those that are live. It is set after the literal: a computed key in one is a call into the engine, for every event.

/** 1 for a subject that is there and not deleted, else 0. */
export const countLive = (state: Subject | undefined): 0 | 1 =>
  state === undefined || state.deleted_at !== null ? 0 : 1;

/** A function that makes projections of an aggregate, whose rows are checked against the columns of their tables. */
export const projectionsOf =
  <State extends Subject, Events extends EventTable>() =>
  <const T extends Table>(definition: ProjectionOf<T, State, Events>): Projection =>
    definition;

/** How many there are, how many in the bin, and how many events made them; and how many of those that `more` counts. */
export const totalsTable = <State extends Subject>(
  name: string,
  plural: string,
  events: EventTable,
  more: Readonly<Record<string, (state: State | undefined) => number>> = {},
): Projection => {
  const others = Object.entries(more) as [string, (state: Subject | undefined) => number][];
  const columns = Object.fromEntries([plural, ...Object.keys(more)].map((column) => [column, 'bigint' as const]));
  return {
    table: {
      ...{ name, key: ['partition'], merge: 'add' },
      columns: { partition: 'integer', deleted: 'bigint', events: 'bigint', ...columns },
    },
    types: Object.keys(events),
    project({ partition, before, after }) {
      const live = countLive(after) - countLive(before);
      const created = before === undefined ? 1 : 0;
      const row: Record<string, number> = { partition, deleted: created - live, events: 1 };
      row[plural] = live;
      for (const [column, count] of others) row[column] = count(after) - count(before);
      return [row];
    },
  };
};

/** How many of each author there are. */
export const authorsTable = (name: string, plural: string, events: EventTable): Projection => ({
  table: {
    ...{ name, key: ['created_by', 'partition'], merge: 'add' },
    columns: { created_by: 'text', partition: 'integer', [plural]: 'bigint' },
  },
  types: Object.keys(events).filter((type) => {
    const effect = events[type]?.effect;
    return effect === 'creates' || effect === 'deletes' || effect === 'restores';
  }),
  project({ partition, before, after }) {
    const row: Record<string, string | number> = { created_by: after.created_by, partition };
    row[plural] = countLive(after) - countLive(before);
    return [row];
  },
});

/** What happened on each day, in UTC by the time of the event. */
export const daysTable = (name: string, events: EventTable): Projection => ({
  table: {
    ...{ name, key: ['day', 'partition'], merge: 'add' },
    columns: {
      ...{ day: 'date', partition: 'integer' },
      ...{ created: 'bigint', revised: 'bigint', deleted: 'bigint', restored: 'bigint' },
    },
  },
  types: Object.keys(events),
  project({ partition, event: { type, time } }) {
    const effect = events[type]?.effect;
    return [
      {
        day: time.slice(0, 10),
        partition,
        created: effect === 'creates' ? 1 : 0,
        revised: effect === 'changes' ? 1 : 0,
        deleted: effect === 'deletes' ? 1 : 0,
        restored: effect === 'restores' ? 1 : 0,
      },
    ];
  },
});
