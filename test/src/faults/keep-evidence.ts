import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../history/note-log.ts';
import type { Stage } from './stage.ts';

/** Writes down everything that a wrong history can be traced with; resolves with where it is. */
export const keepEvidence = (
  { load, system }: Pick<Stage, 'load' | 'system'>,
  log: Log,
  wrong: readonly string[],
): Promise<string> =>
  keepAsJson({
    wrong,
    attempts: load.attempts,
    reads: load.reads,
    log: [...log.notes.values()],
    services: Object.fromEntries(system.services.map((s) => [`${s.name} ${s.port}`, s.output])),
  });

/** Writes each of these to a file of its name; resolves with the folder. */
export async function keepAsJson(found: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-violation-'));
  for (const [name, what] of Object.entries(found))
    await writeFile(join(dir, `${name}.json`), JSON.stringify(what, null, 1));
  return dir;
}
