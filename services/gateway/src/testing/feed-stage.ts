import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually, type FreshDatabase, freshDatabase } from '@notes/testing';
import type { ClientOptions } from 'ws';
import { gatewayService } from '../app.ts';
import { JournalWriter, partitions } from './journal-writer.ts';
import { StreamClient } from './stream-client.ts';
import { type StubService, startStubService } from './stub-service.ts';

type Servers = { readonly databaseUrl: string; readonly redisUrl: string };
type Settings = Readonly<Record<string, string>>;

const heartbeatMs = 1_000;
/** What the query service says of the log: enough for every test. */
const logEnd = 20_000;

export type Gateway = {
  readonly host: string;
  readyz(): Promise<unknown>;
  ready(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Of Redis, one for each worker of the tests. Its channels are everybody's, but it tells the connections of one test from those of
 * others, which run beside it.
 */
const ownDatabase = 1 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 15);

const inOwnDatabase = (redisUrl: string): string => new URL(`/${ownDatabase}`, redisUrl).href;

/** A journal that is set up, Redis channels of its own, somebody who writes to both, and gateways and clients at need. */
export class FeedStage {
  readonly database: FreshDatabase;
  readonly writer: JournalWriter;
  readonly #servers: Servers;
  readonly prefix: string;
  readonly #query: StubService;
  readonly #beating: NodeJS.Timeout;
  readonly #gateways: Gateway[] = [];
  readonly #clients: StreamClient[] = [];

  private constructor(servers: Servers, database: FreshDatabase, query: StubService, prefix: string) {
    this.#servers = servers;
    this.database = database;
    this.#query = query;
    this.prefix = prefix;
    this.writer = new JournalWriter(database.url, servers.redisUrl, prefix);
    this.#beating = setInterval(() => void this.writer.heartbeat(), heartbeatMs);
  }

  /** `isSetUp`: whether set-up has been run on the database. */
  static async open({ databaseUrl, redisUrl }: Servers, { isSetUp = true } = {}): Promise<FeedStage> {
    const servers = { databaseUrl, redisUrl: inOwnDatabase(redisUrl) };
    const database = await freshDatabase(servers.databaseUrl);
    const ends = Array.from({ length: partitions }, (_, partition) => ({ partition, end: logEnd }));
    const query = await startStubService((_request, response) => response.end(JSON.stringify({ partitions: ends })));
    const stage = new FeedStage(servers, database, query, `test.${randomBytes(4).toString('hex')}.`);
    if (isSetUp) await stage.writer.setUp();
    return stage;
  }

  /** A gateway on a free port, which may have to wait for its servers yet. */
  async gateway({ REDIS_URL = this.#servers.redisUrl, ...settings }: Settings = {}): Promise<Gateway> {
    const env = {
      PORT: '0',
      DATABASE_URL: this.database.url,
      REDIS_URL: inOwnDatabase(REDIS_URL),
      REDIS_PREFIX: this.prefix,
      QUERY_URL: this.#query.url,
      COMMAND_URL: this.#query.url,
      LOG_LEVEL: 'silent',
      CORS_ORIGINS: 'https://notes.example.org',
      ...settings,
    };
    const { resources, server } = await gatewayService(env);
    for (const resource of resources) await resource.start();
    const host = `127.0.0.1:${(server.app.server.address() as AddressInfo).port}`;
    let stopping: Promise<void> | undefined;
    const stopAll = async (): Promise<void> => {
      for (const resource of [...resources].reverse()) await resource.stop();
    };
    const gateway: Gateway = {
      host,
      readyz: async () => (await fetch(`http://${host}/readyz`)).json(),
      ready: () =>
        eventually(async () => {
          if ((await fetch(`http://${host}/readyz`)).status !== 200) throw new Error('not ready');
        }),
      stop: () => {
        stopping ??= stopAll();
        return stopping;
      },
    };
    this.#gateways.push(gateway);
    return gateway;
  }

  /** A client whose connection is open. */
  async client(gateway: Gateway): Promise<StreamClient> {
    const client = this.dial(gateway);
    await once(client.socket, 'open');
    return client;
  }

  /** A client whose connection is being opened, or refused. */
  dial({ host }: Gateway, protocols?: string[], options?: ClientOptions): StreamClient {
    const client = new StreamClient(`ws://${host}`, protocols, options);
    this.#clients.push(client);
    return client;
  }

  dropClients(): void {
    for (const client of this.#clients.splice(0)) client.close();
  }

  async close(): Promise<void> {
    clearInterval(this.#beating);
    this.dropClients();
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()));
    await Promise.all([this.writer.close(), this.#query.stop()]);
    await this.database.drop();
  }
}
