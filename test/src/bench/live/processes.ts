import { readFileSync } from 'node:fs';
import type { System } from '../../harness/system.ts';
import { descendants } from '../descendants.ts';
import { cpuSeconds } from '../process-figures.ts';

/** CPU that the processes of a system have used so far, in seconds, by the names under which it is shown. */
export type Cpu = ReadonlyMap<string, number>;

/** Of the services, of their sessions in Postgres, and of the servers that this process has started. Linux only. */
export async function cpuOf(system: System): Promise<Cpu> {
  const used = new Map<string, number>();
  const add = (name: string, pid: number): void => void used.set(name, (used.get(name) ?? 0) + cpuSeconds(pid));
  for (const { name, pid } of system.services) add(name, pid);
  for (const [program, pid] of descendants().flatMap(programOf)) {
    if (program === 'java') add('Kafka', pid);
    if (program.startsWith('redis-server')) add('Redis', pid);
  }
  for (const { pid, name } of await sessionsOf(system)) add(name, pid);
  return used;
}

/** Sessions by the service that they work for, and the processes that write behind all of them. */
const sessionsOf = (system: System): Promise<readonly { readonly pid: number; readonly name: string }[]> =>
  system.database(async (client) => {
    const { rows } = await client.query<{ pid: number; name: string }>(`
      select pid, 'Postgres: ' || coalesce(application_name, backend_type) as name from (
        select pid, backend_type, case when datname is not null then application_name end as application_name
          from pg_stat_activity
         where pid <> pg_backend_pid() and (datname is null or datname = current_database())
      ) sessions`);
    return rows;
  });

/** The name of a process's program; none where it has ended meanwhile. */
function programOf(pid: number): [string, number][] {
  try {
    const [path = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return [[path.replace(/^.*\/|\s.*$/g, ''), pid]];
  } catch {
    return [];
  }
}
