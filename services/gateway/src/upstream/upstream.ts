import { type Exchange, UpstreamConnection } from './upstream-connection.ts';

/** A service behind the gateway, and the connections to it. */
export type Upstream = {
  readonly name: string;
  readonly origin: string;
  /** For the Host header. */
  readonly host: string;
  /** A connection for one exchange: one that is free, else a new one. `fresh`: a new one in any case. */
  connection(options?: { fresh: boolean }): UpstreamConnection;
  /**
   * Begins a read that is answered at once, together with all others of this turn of the event loop: over one connection, so that they
   * cost the gateway and the service one write and one read, not one each. The clients may be strangers to each other: a head cannot
   * hold a second request, since Node has refused line ends in headers. `onBegin` gets the connection.
   */
  join(exchange: Exchange, onBegin: (connection: UpstreamConnection) => void): void;
  close(): void;
};

/** So that the answers to many clients do not all wait for each other. */
const maxJoined = 64;
const sweepMs = 1_000;
const connectMs = 3_000;
/** Shorter than the 72 seconds after which our services close an idle connection, so that none is closed under a request. */
const idleMs = 60_000;
/** So that instances which have come since get their share, and none that has gone is remembered. */
const defaultMaxAgeMs = 60_000;
/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const responseMs = 60_000;

type UpstreamOptions = {
  readonly name: string;
  readonly url: URL;
  /** About how old a connection gets before it is replaced; a minute by default. */
  readonly maxAgeMs?: number;
};

/** Keeps connections to the service at `url` open between exchanges. One sweep a second minds all their times. */
export function createUpstream({ name, url, maxAgeMs = defaultMaxAgeMs }: UpstreamOptions): Upstream {
  const all = new Set<UpstreamConnection>();
  const free: UpstreamConnection[] = [];
  const joined: { readonly exchange: Exchange; readonly onBegin: (connection: UpstreamConnection) => void }[] = [];
  let now = performance.now();

  const owner = {
    onFree(connection: UpstreamConnection): void {
      connection.since = now;
      if (now > connection.keptUntil) connection.destroy('it is old');
      else free.push(connection);
    },
    onGone(connection: UpstreamConnection): void {
      all.delete(connection);
      const at = free.indexOf(connection);
      if (at !== -1) free.splice(at, 1);
    },
  };

  function takeFree(): UpstreamConnection | undefined {
    let connection = free.pop();
    while (connection?.isOpen === false) connection = free.pop();
    return connection;
  }

  function open(): UpstreamConnection {
    const connection = new UpstreamConnection(url, owner);
    // Those that were opened together are not replaced together.
    connection.keptUntil = now + maxAgeMs * (0.75 + 0.5 * Math.random());
    return connection;
  }

  function connection({ fresh } = { fresh: false }): UpstreamConnection {
    const connection = (fresh ? undefined : takeFree()) ?? open();
    connection.since = now;
    all.add(connection);
    return connection;
  }

  function beginJoined(): void {
    while (joined.length > 0) {
      const wanted = joined.splice(0, maxJoined).filter(({ exchange }) => exchange.listener !== undefined);
      if (wanted.length === 0) continue;
      const carrier = connection();
      for (const { onBegin } of wanted) onBegin(carrier);
      carrier.begin(wanted.map(({ exchange }) => exchange));
    }
  }

  function sweep(): void {
    now = performance.now();
    for (const connection of all) {
      const age = now - connection.since;
      const waitsFor = connection.waitsFor;
      if (waitsFor === undefined && (age > idleMs || now > connection.keptUntil)) connection.destroy('idle');
      if (waitsFor === 'connection' && age > connectMs) connection.destroy('it does not answer');
      if (waitsFor === 'response' && age > responseMs) connection.destroy('it does not answer');
    }
  }
  const sweeper = setInterval(sweep, sweepMs).unref();

  return {
    name,
    origin: url.origin,
    host: url.host,
    connection,
    join(exchange, onBegin) {
      // After the sockets that have something to read have been read.
      if (joined.length === 0) setImmediate(beginJoined);
      joined.push({ exchange, onBegin });
    },
    close() {
      clearInterval(sweeper);
      for (const connection of all) connection.destroy('the gateway stops');
    },
  };
}

export type Upstreams = { readonly command: Upstream; readonly query: Upstream };

/** The services behind the gateway. */
export const createUpstreams = (urls: { readonly COMMAND_URL: string; readonly QUERY_URL: string }): Upstreams => ({
  command: createUpstream({ name: 'command', url: new URL(urls.COMMAND_URL) }),
  query: createUpstream({ name: 'query', url: new URL(urls.QUERY_URL) }),
});
