import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../history/note-log.ts';
import type { System } from './system.ts';

export type Row = Readonly<Record<string, unknown>>;

/** What journal and read model say otherwise than the log. The read model must have got to the end of the log. */
export async function compareReadModel(system: System, log: Log): Promise<string[]> {
  const { journal, notes } = await system.database(async (client) => ({
    journal: (
      await client.query(
        'select partition, pos::int, subject as note_id, version, event_id, command_id from journal_entries',
      )
    ).rows,
    notes: (
      await client.query(
        'select id, title, description, priority, created_by, created_at, updated_at, version, deleted_at from notes',
      )
    ).rows.map(withTexts),
  }));
  const logged = [...log.notes.values()].flatMap(({ id, partition, versions }) =>
    versions.map(({ event, offset }) => ({
      partition,
      pos: offset,
      note_id: id,
      version: event.version,
      event_id: event.id,
      command_id: event.commandId,
    })),
  );
  const states = [...log.notes.values()].flatMap(({ versions }) => versions.at(-1)?.state ?? []);
  return [
    ...differences('journal', logged, journal, ({ partition, pos }) => `${partition}-${pos}`),
    ...differences('read model', states, notes, ({ id }) => `${id}`),
  ];
}

/** A row as it would be in JSON. */
export const withTexts = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  );

/** Rows that are missing, differ, or should not be there, in a line each. */
export function differences(
  where: string,
  wanted: readonly Row[],
  found: readonly Row[],
  name: (row: Row) => string,
): string[] {
  const left = new Map(found.map((row) => [name(row), row]));
  const wrong: string[] = [];
  for (const row of wanted) {
    const other = left.get(name(row));
    if (!isDeepStrictEqual({ ...row }, other && { ...other }))
      wrong.push(`${where}: the log has ${JSON.stringify(row)}, not ${JSON.stringify(other)}`);
    left.delete(name(row));
  }
  return [...wrong, ...[...left.keys()].map((extra) => `${where}: ${extra} is not in the log`)];
}
