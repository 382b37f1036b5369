import { setTimeout as wait } from 'node:timers/promises';
import { differences, type Row, withTexts } from '../harness/compare-read-model.ts';
import type { System } from '../harness/system.ts';
import type { TaskLog, TaskVersion } from './task-log.ts';

const buildMs = 120_000;

/** What journal and read model say otherwise than the log. The read model must have got to the end of the log. */
export async function compareTasks(system: System, { tasks, claims }: TaskLog): Promise<string[]> {
  const found = await system.database(async (client) => {
    const rowsOf = async (text: string): Promise<Row[]> => (await client.query(text)).rows.map(withTexts);
    return {
      journal: await rowsOf(
        `select partition, pos::int, subject, version, event_id from journal_entries where starts_with(type, 'tasks.')`,
      ),
      tasks: await rowsOf(`
        select id, title, subtitle, type, severity, story_points, assignee, unique_title, due, done_at,
          created_by, created_at, updated_at, version, deleted_at from tasks`),
      claims: await rowsOf('select id, version, event_id from claims'),
    };
  });
  const versions = [...tasks].flatMap(([subject, all]) => all.map((version) => entryOf(subject, version)));
  const states = [...tasks.values()].flatMap((all) => all.at(-1)?.state ?? []);
  const ends = [...claims].map(([id, { version, eventId }]) => ({ id, version, event_id: eventId }));
  return [
    ...differences('journal', versions, found.journal, ({ partition, pos }) => `${partition}-${pos}`),
    ...differences('tasks', states, found.tasks, ({ id }) => `${id}`),
    ...differences('claims', ends, found.claims, ({ id }) => `${id}`),
  ];
}

const entryOf = (subject: string, { partition, offset, version, id }: TaskVersion): Row => ({
  ...{ partition, pos: offset },
  ...{ subject, version, event_id: id },
});

type Models = { readonly read_models: { version: number; state: string }[]; readonly differing?: string[] };

/** The tables that a rebuild from the journal makes otherwise than they are. What it has built is dropped. */
export async function compareRebuild(system: System): Promise<string[]> {
  const status = async (...more: string[]): Promise<Models> =>
    JSON.parse(await system.cli('projection', 'status', '--json', ...more).catch((error) => error.stdout));
  await system.cli('projection', 'build');
  const end = performance.now() + buildMs;
  for (;;) {
    const built = (await status()).read_models.at(-1);
    if (built?.state === 'ready') break;
    if (performance.now() > end) return [`the rebuild is not ready after ${buildMs / 1_000} s: ${built?.state}`];
    await wait(100);
  }
  const { differing = [], read_models: models } = await status('--checksum');
  await system.cli('projection', 'drop', String(models.at(-1)?.version), '--yes');
  return differing.map((table) => `a rebuild makes the table ${table} otherwise`);
}
