import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withClient } from '@notes/postgres';
import { type Servers, System } from '../../harness/system.ts';
import { startBare } from '../bare-process.ts';
import type { Site } from '../live/processes.ts';

const folder = new URL('../../../bench/peers/', import.meta.url);

/** The address of a peer's module. */
export const peerFile = (name: string): string => new URL(name, folder).href;

/** One way of keeping notes, running. */
export type Contestant = {
  readonly name: string;
  /** Where notes are written, and where they are read. */
  readonly writes: string;
  readonly reads: string | undefined;
  /** The process that takes writes, and the one that answers reads. */
  readonly writer: number;
  readonly reader: number;
  /** All its processes and its database. */
  readonly site: Site;
  stop(): Promise<void>;
};

/** The peers in their own packages: what they need is installed for whoever runs this bench, and for nobody else. */
export const installPeers = (): Promise<unknown> =>
  promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: fileURLToPath(folder) });

/** What each peer can be asked for beside `POST`. */
const peers = [
  { name: 'bare', reads: false },
  { name: 'crud', reads: true },
  { name: 'emmett', reads: true },
  { name: 'kafka-transactions', reads: false },
] as const;

/** Starts every peer on a database and topic of its own, and Notes with all its services and without projector. */
export async function startContestants(servers: Servers): Promise<readonly Contestant[]> {
  const contestants: Contestant[] = [];
  for (const { name, reads } of peers) contestants.push(await startPeer(servers, name, reads));
  contestants.push(await startNotes(servers, 'Notes', true), await startNotes(servers, 'Notes, no projector', false));
  return contestants;
}

/** Starts a peer on a database and topic of its own. */
export async function startPeer(servers: Servers, name: string, reads: boolean): Promise<Contestant> {
  const database = `peer_${randomBytes(5).toString('hex')}`;
  await execute(servers.databaseUrl, `create database ${database}`);
  const url = new URL(servers.databaseUrl);
  url.pathname = `/${database}`;
  const peer = await startBare(peerFile(`${name}.mjs`), {
    DATABASE_URL: url.href,
    KAFKA_BROKERS: servers.kafkaBrokers,
    PEER_TOPIC: database,
  });
  return {
    name,
    writes: peer.url,
    reads: reads ? peer.url : undefined,
    writer: peer.pid,
    reader: peer.pid,
    site: { services: [{ name, pid: peer.pid }], database: (look) => withClient(url.href, look) },
    async stop() {
      peer.stop();
      await execute(servers.databaseUrl, `drop database ${database} with (force)`);
    },
  };
}

/** Starts Notes: all its services, or the command service alone. */
export async function startNotes(servers: Servers, name: string, isProjected: boolean): Promise<Contestant> {
  const system = await System.create(servers);
  const { command, query } = isProjected
    ? await system.startAll()
    : { command: await system.start('command'), query: undefined };
  return {
    name,
    writes: command.url,
    reads: query?.url,
    writer: command.pid,
    reader: query?.pid ?? command.pid,
    site: system,
    stop: () => system.stop(),
  };
}

const execute = (url: string, sql: string) => withClient(url, (client) => client.query(sql));
