import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
};
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In place of `body`, as it stands. */
  readonly text?: string;
  /** Instead of an answer. */
  readonly breaks?: true | 'within';
  readonly hangs?: true;
};

/** A service over real sockets that answers what it is told to, one reply after the other; the last one for ever. */
export class FakeService {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  #replies: Reply[] = [];

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeService> {
    const service = new FakeService();
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Forgets what was asked, and answers anew. */
  replies(...replies: Reply[]): void {
    this.asked.length = 0;
    this.#replies = replies;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const { method = '', url = '', headers } = request;
    this.asked.push({ method, path: url, headers, body: text === '' ? undefined : JSON.parse(text) });
    const reply = (this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0]) ?? {};
    if (reply.hangs === true) return;
    if (reply.breaks === true) {
      request.socket.destroy();
      return;
    }
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
    if (reply.breaks === 'within') response.write('{"id":', () => request.socket.destroy());
    else response.end(reply.text ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body)));
  }
}

/** The answer that refuses with this problem. */
export const problem = (status: number, slug: string, more: object = {}, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'req-1', ...headers },
  body: { type: `/problems/${slug}`, title: slug, status, detail: `It is ${slug}.`, instance: '/v1/notes', ...more },
});
