import type { Stats } from '@notes/contracts';
import { notSetUp, positionTable, runStatement } from '@notes/reading';
import type { Pool } from 'pg';

/** Each table has a row for each partition: a number is a sum over them. What comes to nothing is left out. */
const statement = {
  name: 'select-stats',
  text: `
    select here.position, totals.notes, totals.deleted, totals.events,
      (select coalesce(json_agg(json_build_object('created_by', created_by, 'notes', notes)
          order by notes desc, created_by collate "C"), '[]')
        from (select created_by, sum(notes) as notes from stats_authors group by created_by having sum(notes) > 0
          order by sum(notes) desc, created_by collate "C" limit 100) as largest),
      (select coalesce(json_agg(json_build_object('priority', priority, 'notes', notes) order by priority), '[]')
        from (select priority, sum(notes) as notes from stats_priorities group by priority having sum(notes) > 0
          order by sum(notes) desc, priority limit 1000) as largest),
      (select coalesce(json_agg(json_build_object('day', day, 'created', created, 'revised', revised,
          'deleted', deleted, 'restored', restored) order by day), '[]')
        from (select day, sum(created) as created, sum(revised) as revised, sum(deleted) as deleted,
          sum(restored) as restored
          from stats_days group by day having sum(created + revised + deleted + restored) > 0
          order by day desc limit 30) as newest)
    from ${positionTable}
    cross join (select coalesce(sum(notes), 0)::bigint as notes, coalesce(sum(deleted), 0)::bigint as deleted,
      coalesce(sum(events), 0)::bigint as events from stats_totals) as totals`,
};

type Row = readonly [
  position: string,
  notes: number,
  deleted: number,
  events: number,
  byAuthor: Stats['by_author'],
  byPriority: Stats['by_priority'],
  perDay: Stats['per_day'],
];

/** Numbers of notes and events, and the position of the snapshot that they are of. */
export async function selectStats(pool: Pool): Promise<{ readonly position: string; readonly stats: Stats }> {
  const [row] = await runStatement<Row>(pool, statement, []);
  if (row === undefined) throw notSetUp();
  const [position, notes, deleted, events, by_author, by_priority, per_day] = row;
  return { position, stats: { notes, deleted, events, by_author, by_priority, per_day } };
}
