import { createConnection, type Socket } from 'node:net';
import type { Sent } from './load.ts';

export type Answer = { readonly token: string; readonly body: Record<string, unknown> };

type Call = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };
type Connection = { readonly socket: Socket; received: string; call: Call | undefined };

const headEnd = '\r\n\r\n';

/**
 * Keep-alive connections to one service, as many as it takes for each request to be sent at once. By hand, and only as much of HTTP as
 * our services use: an open loop shares the cores with what it measures, and the client of Node takes more of them for a write
 * and a read than any service does that answers them (400 µs; this one 160).
 */
export class Connections {
  readonly #url: URL;
  readonly #all: Connection[] = [];
  readonly #free: Connection[] = [];

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** Resolves with the body and the Consistency-Token, if any; rejects for anything but success. */
  send(sent: Sent): Promise<Answer> {
    const connection = this.#free.pop() ?? this.#connect();
    return new Promise((resolve, reject) => {
      connection.call = { resolve, reject };
      connection.socket.write(textOf(sent, this.#url.host));
    });
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  #connect(): Connection {
    const socket = createConnection({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    const connection: Connection = { socket, received: '', call: undefined };
    this.#all.push(connection);
    // A character a byte, so that lengths are those that are told.
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      connection.received += piece;
      const end = endOf(connection.received);
      if (end === undefined || connection.received.length < end) return;
      const { received, call } = connection;
      Object.assign(connection, { received: '', call: undefined });
      this.#free.push(connection);
      settle(received, call);
    });
    const lost = (error: Error): void => {
      const at = this.#free.indexOf(connection);
      if (at >= 0) this.#free.splice(at, 1);
      connection.call?.reject(error);
    };
    socket.on('error', lost);
    socket.on('close', () => lost(new Error('the connection was closed')));
    return connection;
  }
}

function textOf({ method, path, headers = {}, body }: Sent, host: string): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const json =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
  const lines = Object.entries({ host, ...json, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, ...lines, '', text].join('\r\n');
}

/** Where the answer that begins here ends, once that can be told. */
function endOf(received: string): number | undefined {
  const head = received.indexOf(headEnd);
  if (head < 0) return undefined;
  const length = headerOf(received.slice(0, head), 'content-length');
  if (length === undefined) throw new Error(`the answer does not tell its length: ${received}`);
  return head + headEnd.length + Number(length);
}

function settle(answer: string, call: Call | undefined): void {
  const end = answer.indexOf(headEnd);
  const [head, latin] = [answer.slice(0, end), answer.slice(end + headEnd.length)];
  const text = Buffer.from(latin, 'latin1').toString();
  if (/^HTTP\/1.1 2/.test(head))
    call?.resolve({ token: headerOf(head, 'consistency-token') ?? '', body: text === '' ? {} : JSON.parse(text) });
  else call?.reject(new Error(`${head}\n${text}`));
}

const names = {
  'content-length': /\r\ncontent-length: ([^\r]*)/i,
  'consistency-token': /\r\nconsistency-token: ([^\r]*)/i,
};

const headerOf = (head: string, name: keyof typeof names): string | undefined => names[name].exec(head)?.[1];
