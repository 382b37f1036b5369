import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../history/note-log.ts';
import type { Stage } from './stage.ts';

/** Writes down everything that a wrong history can be traced with; resolves with where it is. */
export async function keepEvidence({ load, system }: Stage, log: Log, wrong: readonly string[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'notes-violation-'));
  const keep = (name: string, what: unknown) => writeFile(join(dir, name), JSON.stringify(what, null, 1));
  await keep('wrong.json', wrong);
  await keep('attempts.json', load.attempts);
  await keep('reads.json', load.reads);
  await keep('log.json', [...log.notes.values()]);
  await keep('services.json', Object.fromEntries(system.services.map((s) => [`${s.name} ${s.port}`, s.output])));
  return dir;
}
