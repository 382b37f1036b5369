import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be slow, silent or broken, as networks are. It begins open. */
export type TcpProxy = {
  readonly port: number;
  /** The server's, but through here. */
  readonly url: string;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Ends all connections; new ones pass. */
  breakOnce(): void;
  /** Keeps connections open, accepts new ones, and lets nothing through. */
  hang(): void;
  /** Lets everything through this much later, each way. */
  delay(ms: number): void;
  /** Ends each connection, new ones too, in the middle of what the server sends: when that many more bytes of it are through. */
  cutAnswersAfter(bytes: number): void;
  /** Leads new connections to another server from now on, as the address of a service does; those that are open stay. */
  moveTo(url: string): void;
  /** Lets everything through again, first what was held back. */
  restore(): void;
  close(): Promise<void>;
};

type Weather = { refuses: boolean; hung: boolean; delayMs: number; answerBytes: number };

const fair: Weather = { refuses: false, hung: false, delayMs: 0, answerBytes: Number.POSITIVE_INFINITY };

/** Listens on a free port of this machine and passes everything on to the server at `url`, of any scheme. */
export async function startTcpProxy(url: string): Promise<TcpProxy> {
  let target = addressOf(url);
  const weather = { ...fair };
  const relays = new Set<Relay>();
  const server = createServer({ noDelay: true }, (client) => {
    if (weather.refuses) {
      client.destroy();
      return;
    }
    const upstream = connect({ ...target, noDelay: true });
    const relay = new Relay(client, upstream, weather);
    relays.add(relay);
    for (const socket of [client, upstream])
      socket.on('close', () => client.closed && upstream.closed && relays.delete(relay));
  });
  const change = (next: Partial<Weather>): void => {
    Object.assign(weather, next);
    for (const relay of relays) relay.onChange();
  };
  const breakOnce = (): void => {
    for (const relay of relays) relay.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = (server.address() as AddressInfo).port;
  return {
    port: own,
    url: Object.assign(new URL(url), { host: `127.0.0.1:${own}` }).href,
    cut() {
      change({ refuses: true });
      breakOnce();
    },
    breakOnce,
    hang: () => change({ hung: true }),
    delay: (ms) => change({ delayMs: ms }),
    cutAnswersAfter: (bytes) => change({ answerBytes: bytes }),
    moveTo(next) {
      target = addressOf(next);
    },
    restore: () => change(fair),
    async close() {
      server.close();
      breakOnce();
      await once(server, 'close');
    },
  };
}

function addressOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

/** One connection through the proxy. */
class Relay {
  readonly #weather: Weather;
  readonly #there: Direction;
  readonly #back: Direction;

  constructor(client: Socket, upstream: Socket, weather: Weather) {
    this.#weather = weather;
    this.#there = new Direction(client, upstream, weather);
    this.#back = new Direction(upstream, client, weather);
    this.#back.mayPass = weather.answerBytes;
  }

  onChange(): void {
    this.#back.mayPass = this.#weather.answerBytes;
    this.#there.flush();
    this.#back.flush();
  }

  destroy(): void {
    this.#there.destroy();
    this.#back.destroy();
  }
}

/**
 * One way of a connection: holds back what is not due yet, and never changes the order. What was on its way when one end
 * closed arrives all the same.
 */
class Direction {
  /** So many bytes more, and then the connection ends. */
  mayPass = Number.POSITIVE_INFINITY;
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  readonly #held: { readonly chunk: Buffer; readonly since: number }[] = [];

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on('data', (chunk) => {
      this.#held.push({ chunk, since: performance.now() });
      this.flush();
    });
    from.on('error', () => {});
    from.on('close', () => this.flush());
  }

  flush(): void {
    const { hung, delayMs } = this.#weather;
    for (let first = this.#held[0]; first !== undefined && !hung; first = this.#held[0]) {
      const wait = first.since + delayMs - performance.now();
      if (wait > 0) {
        setTimeout(() => this.flush(), wait).unref();
        return;
      }
      this.#held.shift();
      this.#pass(first.chunk);
    }
    if (this.#held.length === 0 && this.#from.closed) this.#to.destroySoon();
  }

  destroy(): void {
    this.#held.length = 0;
    this.#from.destroy();
  }

  #pass(chunk: Buffer): void {
    if (chunk.length <= this.mayPass) {
      this.mayPass -= chunk.length;
      this.#to.write(chunk);
      return;
    }
    this.#to.end(chunk.subarray(0, this.mayPass));
    this.destroy();
  }
}
