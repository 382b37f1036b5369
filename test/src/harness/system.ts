import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { withClient } from '@notes/postgres';
import type pg from 'pg';
import { freePort, root, type ServiceName, ServiceProcess } from './service-process.ts';

export type Servers = { readonly kafkaBrokers: string; readonly databaseUrl: string; readonly redisUrl: string };

const run = promisify(execFile);

/**
 * A whole system of built services on given servers, with a topic, a database and a Redis prefix of its own, set up by the
 * command line tool as anybody would.
 */
export class System {
  readonly env: Readonly<Record<string, string>>;
  readonly services: ServiceProcess[] = [];
  readonly #servers: Servers;
  readonly #database: string;
  readonly #checkout: string;

  private constructor(servers: Servers, database: string, env: Readonly<Record<string, string>>, checkout: string) {
    this.#checkout = checkout;
    this.#servers = servers;
    this.#database = database;
    this.env = env;
  }

  /** Creates the topic and database; starts nothing yet. What is to run was built in `checkout`. */
  static async create(servers: Servers, more: Readonly<Record<string, string>> = {}, checkout = root): Promise<System> {
    const name = `system_${randomBytes(5).toString('hex')}`;
    await execute(servers.databaseUrl, `create database ${name}`);
    const url = new URL(servers.databaseUrl);
    url.pathname = `/${name}`;
    const env = {
      KAFKA_BROKERS: servers.kafkaBrokers,
      DATABASE_URL: url.href,
      REDIS_URL: servers.redisUrl,
      REDIS_PREFIX: `${name}.`,
      NOTES_TOPIC: `${name}.events.v1`,
      HOST: '127.0.0.1',
      ...more,
    };
    const system = new System(servers, name, env, checkout);
    await system.cli('setup');
    return system;
  }

  /** Runs the command line tool; resolves with what it prints, rejects if it fails. */
  async cli(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [`${this.#checkout}services/cli/dist/bundle.js`, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...this.env },
    });
    return stdout;
  }

  /** Starts an instance of a service and waits until it is ready. */
  async start(name: ServiceName, env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const own = { ...this.env, ...env };
    const service = new ServiceProcess(name, await freePort(), own, 'bundle.js', this.#checkout);
    this.services.push(service);
    service.start();
    await service.ready();
    return service;
  }

  /** Starts one of each, the gateway in front. */
  async startAll(): Promise<Record<ServiceName, ServiceProcess>> {
    const [command, projector, query] = await Promise.all([
      this.start('command'),
      this.start('projector'),
      this.start('query'),
    ]);
    const gateway = await this.start('gateway', { COMMAND_URL: command.url, QUERY_URL: query.url });
    return { command, projector, query, gateway };
  }

  /** A connection to the database, to look at what the services keep. */
  async database<T>(look: (client: pg.Client) => Promise<T>): Promise<T> {
    return withClient(String(this.env['DATABASE_URL']), look);
  }

  /** Ends the services, last started first, and drops the database. */
  async stop(): Promise<void> {
    for (const service of this.services.toReversed()) {
      service.signal('SIGCONT');
      await service.end('SIGTERM');
    }
    await execute(this.#servers.databaseUrl, `drop database ${this.#database} with (force)`);
  }
}

const execute = (url: string, sql: string) => withClient(url, (client) => client.query(sql));
