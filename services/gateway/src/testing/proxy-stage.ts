import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createHttpServer, createLogger, createMetrics, createReadiness, type HttpServer } from '@notes/service';
import { features } from '../app.ts';
import { ignoreOtherUpgrades } from '../proxy/ignore-other-upgrades.ts';
import { createServiceProxy, type ServiceProxy } from '../proxy/service-proxy.ts';
import { createUpstreams } from '../upstream/upstream.ts';
import { createNames, type Names } from './names.ts';
import { type StubService, startStubService } from './stub-service.ts';

/** Whose pages may call. */
export const pageOrigin = 'https://notes.example.org';

export const documents = {
  query: {
    openapi: '3.1.0',
    paths: { '/v1/notes': { get: {} }, '/v1/notes/{id}': { get: {} } },
    components: { schemas: { Note: { type: 'object' } } },
  },
  command: {
    openapi: '3.1.0',
    paths: {
      '/v1/notes': { post: {}, delete: {} },
      '/v1/notes/{id}': { put: {}, patch: {}, delete: {} },
      '/v1/notes/{id}/restore': { post: {} },
    },
  },
};

/** Answers with the description, or with 200 and the body that came. */
const answering =
  (document: object): StubService['answer'] =>
  (request, response) => {
    if (request.url === '/openapi.json') response.end(JSON.stringify(document));
    else {
      response.writeHead(200, { 'content-type': 'text/plain', etag: '"1"' });
      request.pipe(response);
    }
  };

/** A gateway without stores, in front of two services that do what a test wants. */
export class ProxyStage {
  readonly #proxy: ServiceProxy;
  readonly #server: HttpServer;
  readonly port: number;
  query: StubService;
  readonly command: StubService;
  readonly names: Names;

  private constructor(
    { query, command }: { query: StubService; command: StubService },
    names: Names,
    proxy: ServiceProxy,
    server: HttpServer,
  ) {
    this.query = query;
    this.names = names;
    this.command = command;
    this.#proxy = proxy;
    this.#server = server;
    this.port = (server.app.server.address() as AddressInfo).port;
  }

  static async open(): Promise<ProxyStage> {
    const query = await startStubService(answering(documents.query));
    const command = await startStubService(answering(documents.command));
    const metrics = createMetrics('gateway');
    const config = {
      QUERY_URL: query.url,
      COMMAND_URL: `http://command.test:${new URL(command.url).port}`,
      CORS_ORIGINS: pageOrigin,
      TRUST_PROXY: '127.0.0.1',
      STOP_DELAY_MS: 5_000,
    };
    const readiness = createReadiness();
    const names = createNames();
    const upstreams = createUpstreams(config, metrics, names.lookup);
    const proxy = createServiceProxy(config, features, { upstreams, metrics, readiness });
    const server = await createHttpServer({
      name: 'gateway',
      title: 'Notes',
      description: '',
      version: '1',
      logger: createLogger('gateway', 'silent'),
      metrics,
      readiness,
      host: '127.0.0.1',
      port: 0,
      corsOrigins: [pageOrigin],
      handle: proxy.handle,
      register: (app) => proxy.register(app),
    });
    // As the websocket does: from then on Node takes every request for an upgrade out of its parser.
    server.app.server.on('upgrade', (_request, socket) => socket.destroy());
    ignoreOtherUpgrades(server.app.server);
    await server.listen();
    return new ProxyStage({ query, command }, names, proxy, server);
  }

  /** The services answer as they did at first, and have been asked nothing. */
  reset(): void {
    this.query.answer = answering(documents.query);
    this.command.answer = answering(documents.command);
    this.names.next.length = 0;
    this.query.requests.length = 0;
    this.command.requests.length = 0;
  }

  /** The query service comes back at its address, after it was stopped. */
  async bringQueryBack(): Promise<void> {
    this.query = await startStubService(answering(documents.query), Number(new URL(this.query.url).port));
  }

  get(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  /** Sends bytes as they are and gives what comes back until the connection closes. */
  async raw(text: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.write(text, 'latin1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    await once(socket, 'close');
    return answer;
  }

  async close(): Promise<void> {
    await this.#server.close();
    for (const resource of this.#proxy.resources) await resource.stop();
    await Promise.all([this.query.stop(), this.command.stop()]);
  }
}
