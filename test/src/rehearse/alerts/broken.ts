import { randomUUID } from 'node:crypto';
import type { Stack } from '@notes/servers';
import pg from 'pg';
import { OtherWriter } from '../../harness/other-writer.ts';
import type { ServiceName, ServiceProcess } from '../../harness/service-process.ts';
import type { System } from '../../harness/system.ts';

export type Site = {
  readonly stack: Stack;
  readonly system: System;
  readonly services: Record<ServiceName, ServiceProcess>;
};

/** Something that is broken until it is mended, what must fire meanwhile, and whom "why is it stalled" must name. */
export type Broken = {
  readonly name: string;
  readonly alerts: readonly string[];
  readonly culprit?: string;
  break(site: Site): Promise<void>;
  /** Absent: it stays so, as what is in the log does. */
  mend?(site: Site): Promise<void>;
};

const killedService = (name: ServiceName, culprit?: string): Broken => ({
  name: `no ${name}`,
  alerts: [`NotesServiceMissing ${name}`],
  ...(culprit === undefined ? {} : { culprit }),
  break: async ({ services }) => void (await services[name].end('SIGKILL')),
  async mend({ services }) {
    services[name].start();
    await services[name].ready();
  },
});

type ServerName = 'kafka' | 'postgres' | 'redis';

const killedServer = (name: ServerName, title: string, alert: string, culprit?: string): Broken => ({
  name: `${title} is away`,
  alerts: [alert],
  ...(culprit === undefined ? {} : { culprit }),
  async break({ stack }) {
    stack.servers[name].kill('SIGKILL');
    await stack.servers[name].gone();
  },
  mend: ({ stack }) => stack.servers[name].restart(),
});

const withWriter = async ({ system }: Site, act: (writer: OtherWriter) => Promise<unknown>): Promise<void> => {
  const writer = await OtherWriter.open(system.env);
  await act(writer).finally(() => writer.close());
};

/** Forgets to commit. */
let intruder: pg.Client | undefined;

export const brokenOnes: readonly Broken[] = [
  killedService('projector', 'projection'),
  killedService('gateway'),
  killedService('command'),
  killedService('query'),
  killedServer('kafka', 'Kafka', 'NotesKafkaAway', 'append'),
  killedServer('postgres', 'Postgres', 'NotesPostgresAway', 'projection'),
  {
    name: 'Postgres does not answer',
    alerts: ['NotesPostgresAway'],
    culprit: 'projection',
    break: async ({ stack }) => stack.servers.postgres.kill('SIGSTOP'),
    mend: async ({ stack }) => stack.servers.postgres.kill('SIGCONT'),
  },
  killedServer('redis', 'Redis', 'NotesRedisAway'),
  {
    name: 'a session that holds locks',
    alerts: ['NotesReadModelStalled', 'NotesTransactionsFailing'],
    culprit: 'projection',
    async break({ system }) {
      intruder = new pg.Client({ connectionString: system.env['DATABASE_URL'] });
      await intruder.connect();
      await intruder.query('begin; select from checkpoints for update');
    },
    mend: async () => intruder?.end(),
  },
  {
    name: 'an event of an unknown type',
    alerts: ['NotesFrozen'],
    break: (site) => withWriter(site, (writer) => writer.append(randomUUID(), '{}', { type: 'notes.NotePainted.v1' })),
  },
  {
    name: 'events without effect',
    alerts: ['NotesDeadLetters', 'NotesFrozen'],
    break: (site) => withWriter(site, (writer) => writer.append(randomUUID(), '{}', { version: 7 })),
  },
];
