import type { System } from './system.ts';

export type HistoryRow = {
  readonly version: number;
  readonly type: string;
  readonly title: string | undefined;
  readonly eventId: string;
};

/** The journal of a note as it is projected now, oldest event first. */
export async function historyOf(system: System, noteId: string): Promise<readonly HistoryRow[]> {
  return system.database(async (client) => {
    const { rows } = await client.query(
      `select version, type, event_id as "eventId", coalesce(data ->> 'title', data -> 'changes' ->> 'title') as title
         from journal where note_id = $1 order by version`,
      [noteId],
    );
    return rows as HistoryRow[];
  });
}
