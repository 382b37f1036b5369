import { randomUUID } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { ListedTask } from '../contract/index.ts';

let count = 0;

/** A task that nobody has put anywhere yet; later ones are younger. */
export function someTask(members: Partial<ListedTask> = {}): ListedTask {
  count += 1;
  const instant = new Date(Date.UTC(2026, 0, 31, 12) + count).toISOString();
  return {
    ...{ id: randomUUID(), title: `Task ${count}`, subtitle: 'Some text.', type: 'todo', severity: count },
    ...{ story_points: null, assignee: null, unique_title: null, due: null, done_at: null },
    ...{ created_by: 'ada', created_at: instant, updated_at: instant, version: 1, ...members },
  };
}

/** Puts tasks into the read model, or replaces them there. */
export async function putTasks(database: Pool | ClientBase, ...tasks: readonly ListedTask[]): Promise<void> {
  const rows = tasks.map((task) => ({ ...task, event_id: randomUUID(), stale: false }));
  await database.query(
    `insert into rm_1.tasks select * from json_populate_recordset(null::rm_1.tasks, $1)
     on conflict (id) do update set (title, severity, updated_at, version, deleted_at) =
       (excluded.title, excluded.severity, excluded.updated_at, excluded.version, excluded.deleted_at)`,
    [JSON.stringify(rows)],
  );
}
