import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { parseGlob } from '@notes/contracts/glob';
import { type WebSocket, WebSocketServer } from 'ws';

type Call = { readonly id: number; readonly method: string; readonly payload: Readonly<Record<string, string>> };
type Logged = { readonly event: string; readonly offset: number };
type Subscribed = { readonly channel: string; readonly pattern: string; readonly since: number };

export const epoch = 'k3f9a2c1';
const toPosition = (offset: number): string => `${epoch}:0-${offset}`;

/** A feed of one partition over real websockets and event streams, which breaks in the ways it is told to. */
export class FaultServer {
  readonly calls: Call[] = [];
  /** Requests for a websocket, refused ones included. */
  readonly upgrades: IncomingMessage[] = [];
  readonly streams: IncomingMessage[] = [];
  /** Instead of the upgrade, this status. */
  refuseUpgrades: number | undefined;
  /** Right after the upgrade, this close code. */
  closeAtOnce: number | undefined;
  /** Answers to a method, in place of the real ones: an error, a result, or none. */
  readonly answers = new Map<string, (call: Call) => object | undefined>();
  readonly #log: Logged[] = [];
  readonly #server = createServer((request, response) => this.#stream(request, response));
  readonly #sockets = new Map<WebSocket, Map<string, Subscribed>>();
  readonly #raw = new Set<Socket>();

  constructor() {
    const websockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'notes.v1' });
    this.#server.on('connection', (socket) => this.#raw.add(socket));
    this.#server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      if (this.refuseUpgrades !== undefined)
        socket.end(`HTTP/1.1 ${this.refuseUpgrades} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      else websockets.handleUpgrade(request, socket, head, (websocket) => this.#add(websocket));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get connected(): number {
    return this.#sockets.size;
  }

  asked(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** Something happens, and everybody who is connected is told, unless the message gets lost. */
  append(event = 'NoteCreated', isSent = true): void {
    const logged = { event, offset: this.#log.length + 1 };
    this.#log.push(logged);
    if (isSent)
      for (const [socket, channels] of this.#sockets)
        for (const one of channels.values()) this.#push(socket, one, logged);
  }

  /** Sends any frame to everybody. */
  send(frame: unknown): void {
    for (const socket of this.#sockets.keys()) socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends once more what was sent. */
  repeat(): void {
    for (const [socket, channels] of this.#sockets)
      for (const one of channels.values()) for (const logged of this.#log) this.#push(socket, one, logged);
  }

  close(code: number): void {
    for (const socket of this.#sockets.keys()) socket.close(code);
  }

  /** Without a farewell. */
  cut(): void {
    for (const socket of this.#raw) socket.destroy();
    this.#raw.clear();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #add(socket: WebSocket): void {
    if (this.closeAtOnce !== undefined) {
      socket.close(this.closeAtOnce);
      return;
    }
    this.#sockets.set(socket, new Map());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('message', (data) => this.#answer(socket, JSON.parse(String(data)) as Call));
  }

  #answer(socket: WebSocket, call: Call): void {
    this.calls.push(call);
    const { id, method } = call;
    const instead = this.answers.get(method);
    if (instead !== undefined) {
      const answer = instead(call);
      if (answer !== undefined) socket.send(JSON.stringify({ id, method, ...answer }));
    } else if (method === 'subscribe') this.#subscribe(socket, call);
    else {
      if (method === 'unsubscribe') this.#sockets.get(socket)?.delete(call.payload['channel'] ?? '');
      socket.send(JSON.stringify({ id, method, result: {} }));
    }
  }

  /** The answer and all that was missed go out in one breath, as they do from a busy gateway. */
  #subscribe(socket: WebSocket, { id, method, payload }: Call): void {
    const { channel = '', event: pattern = '*', since } = payload;
    const isRoom = channel.startsWith('rooms:');
    const from = since === undefined ? this.#log.length : Number(since.split('-')[1]);
    const one = { channel, pattern, since: from };
    this.#sockets.get(socket)?.set(channel, one);
    const position = isRoom ? undefined : toPosition(from);
    socket.send(JSON.stringify({ id, method, result: { recovered: true, position }, position }));
    if (since === undefined) return;
    for (const logged of this.#log) this.#push(socket, one, logged);
    const reached = toPosition(this.#log.length);
    socket.send(JSON.stringify({ channel, event: '$caught_up', data: {}, position: reached }));
  }

  #push(socket: WebSocket, { channel, pattern, since }: Subscribed, { event, offset }: Logged): void {
    if (offset <= since || channel.startsWith('rooms:') || !parseGlob(pattern).matches(event)) return;
    socket.send(JSON.stringify(pushOf(channel, event, offset)));
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.startsWith('/v1/notes') === true) {
      response.writeHead(200, { 'consistency-token': toPosition(this.#log.length) }).end('{"notes": []}');
      return;
    }
    this.streams.push(request);
    const query = new URL(request.url ?? '', this.url).searchParams;
    const since = Number(query.get('since')?.split('-')[1] ?? this.#log.length);
    if (query.get('since')?.startsWith(epoch) === false) {
      response.writeHead(409, { 'content-type': 'application/problem+json' });
      response.end(
        JSON.stringify({ type: '/problems/epoch-changed', title: '', status: 409, detail: '', instance: '' }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (frame: object, offset: number): void =>
      void response.write(`event: x\nid: ${toPosition(offset)}\ndata: ${JSON.stringify(frame)}\n\n`);
    response.write('retry: 1000\n:\n');
    const channel = query.get('channel') ?? '';
    for (const { event, offset } of this.#log) if (offset > since) send(pushOf(channel, event, offset), offset);
    const end = this.#log.length;
    send({ channel, event: '$caught_up', data: {}, position: toPosition(end) }, end);
  }
}

const pushOf = (channel: string, event: string, offset: number): object => ({
  ...{ channel, event, position: toPosition(offset) },
  data: {
    note_id: 'n',
    version: offset,
    type: event,
    time: '',
    actor: 'ada',
    data: { title: `#${offset}`, changes: {} },
  },
});
