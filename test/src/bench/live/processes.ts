import type pg from 'pg';
import { argumentsOf, descendants, secondsOf } from '../descendants.ts';

/** CPU that a process has used so far, in seconds, and the name under which it is shown. */
export type Process = { readonly pid: number; readonly name: string; readonly cpu: number };

/** Services that work together, and their database. */
export type Site = {
  readonly services: readonly { readonly pid: number; readonly name: string }[];
  database<T>(look: (client: pg.Client) => Promise<T>): Promise<T>;
};

/** The services, their sessions in Postgres, and the servers that this process has started. Linux only. */
export async function processesOf(site: Site): Promise<readonly Process[]> {
  const servers = descendants().flatMap((pid) => {
    const program = programOf(pid);
    if (program === 'java') return [{ pid, name: 'Kafka' }];
    return program?.startsWith('redis-server') === true ? [{ pid, name: 'Redis' }] : [];
  });
  const services = site.services.map(({ pid, name }) => ({ pid, name }));
  return [...services, ...servers, ...(await sessionsOf(site))].map(({ pid, name }) => ({
    ...{ pid, name },
    cpu: secondsOf(pid),
  }));
}

/** Sessions by the service that they work for, and the processes that write behind all of them. */
const sessionsOf = (site: Site): Promise<readonly { readonly pid: number; readonly name: string }[]> =>
  site.database(async (client) => {
    const { rows } = await client.query<{ pid: number; name: string }>(`
      select pid, 'Postgres: ' || coalesce(application_name, backend_type) as name from (
        select pid, backend_type, case when datname is not null then application_name end as application_name
          from pg_stat_activity
         where pid <> pg_backend_pid() and (datname is null or datname = current_database())
      ) sessions`);
    return rows;
  });

const programOf = (pid: number): string | undefined => argumentsOf(pid)[0]?.replace(/^.*\/|\s.*$/g, '');
