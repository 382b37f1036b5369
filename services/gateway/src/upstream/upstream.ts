import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Metrics } from '@notes/service';
import { Counter } from 'prom-client';
import { type Exchange, type Failure, UpstreamConnection } from './upstream-connection.ts';

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
  /** To be called when a request is sent again, after a failure of this kind. */
  onRepeat(kind: Failure['kind']): void;
  /** Exchanges that have failed, by why. */
  readonly failures: ReadonlyMap<Failure['kind'], number>;
  connections(): { readonly busy: number; readonly free: number };
  close(): void;
};

/** So that the answers to many clients do not all wait for each other. */
const maxJoined = 64;
const sweepMs = 1_000;
/** Then it is tried anew, twice at most. A packet that was lost comes again after a second at the earliest. */
const connectMs = 1_000;
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
  /** How names are resolved; by the system's resolver by default. */
  readonly lookup?: LookupFunction;
  readonly onRepeat?: Upstream['onRepeat'];
};

/** Keeps connections to the service at `url` open between exchanges. One sweep a second minds all their times. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, url, maxAgeMs = defaultMaxAgeMs, onRepeat = () => {} } = options;
  const lookup = inTurn(options.lookup ?? resolve);
  const all = new Set<UpstreamConnection>();
  const free: UpstreamConnection[] = [];
  const joined: { readonly exchange: Exchange; readonly onBegin: (connection: UpstreamConnection) => void }[] = [];
  const failures = noFailures();
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
    onFailure: (kind: Failure['kind']): void => void failures.set(kind, (failures.get(kind) ?? 0) + 1),
  };

  /** The one that has been free for longest, so that all instances get their share, however little there is to do. */
  function takeFree(): UpstreamConnection | undefined {
    let connection = free.shift();
    while (connection?.isOpen === false) connection = free.shift();
    return connection;
  }

  function open(): UpstreamConnection {
    const connection = new UpstreamConnection(url, lookup, owner);
    connection.since = performance.now();
    // Those that were opened together are not replaced together.
    connection.keptUntil = now + maxAgeMs * (0.75 + 0.5 * Math.random());
    return connection;
  }

  function connection({ fresh } = { fresh: false }): UpstreamConnection {
    const kept = fresh ? undefined : takeFree();
    if (kept !== undefined) kept.since = now;
    const connection = kept ?? open();
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
    for (const connection of all) closeIfOverdue(connection, now);
  }
  // After the sockets have been read: where this loop was held up, what has come meanwhile counts as come in time.
  const sweeper = setInterval(() => setImmediate(sweep), sweepMs).unref();

  return {
    name,
    origin: url.origin,
    host: url.host,
    connection,
    onRepeat,
    failures,
    connections: () => ({ busy: all.size - free.length, free: free.length }),
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

/** Closes a connection that has been idle, or waited for, for too long. */
function closeIfOverdue(connection: UpstreamConnection, now: number): void {
  const { waitsFor, since, keptUntil } = connection;
  const ageMs = now - since;
  if (waitsFor === undefined && (ageMs > idleMs || now > keptUntil)) connection.destroy('idle');
  if (waitsFor === 'connection' && ageMs > connectMs) connection.destroy('it does not answer');
  if (waitsFor === 'response' && ageMs > responseMs) connection.destroy('it does not answer');
}

/**
 * Of a name with several addresses, each connection begins with another one: resolvers may give them in the same order every time. The
 * others follow, for the case that nobody answers there.
 */
function inTurn(lookup: LookupFunction): LookupFunction {
  let turn = Math.floor(Math.random() * 1_000);
  return (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found, family) => {
      if (error !== null || !Array.isArray(found)) {
        done(error, found, family);
        return;
      }
      turn += 1;
      const first = turn % found.length;
      const turned = [...found.slice(first), ...found.slice(0, first)];
      if (options.all) done(null, turned);
      else done(null, turned[0]?.address ?? '', turned[0]?.family);
    });
}

export type Upstreams = { readonly command: Upstream; readonly query: Upstream };

type Urls = { readonly COMMAND_URL: string; readonly QUERY_URL: string };
const reasons: readonly Failure['kind'][] = ['away', 'unreachable', 'unprocessed', 'stale', 'broken'];

const noFailures = (): Map<Failure['kind'], number> => new Map(reasons.map((reason) => [reason, 0]));

/** The services behind the gateway, and how often a request to them had to be sent again. */
export function createUpstreams(urls: Urls, { registry }: Metrics, lookup?: LookupFunction): Upstreams {
  const repeats = new Counter({
    name: 'notes_gateway_repeated_requests_total',
    help: 'Requests sent again to a service, by how they had failed. A write only if no connection came about (away, unreachable) or the service has answered that it took nothing (unprocessed).',
    labelNames: ['to', 'reason'] as const,
    registers: [registry],
  });
  const upstream = (to: keyof Upstreams, url: string): Upstream => {
    for (const reason of reasons) repeats.inc({ to, reason }, 0);
    const onRepeat: Upstream['onRepeat'] = (reason) => repeats.inc({ to, reason });
    return createUpstream({ name: to, url: new URL(url), onRepeat, ...(lookup === undefined ? {} : { lookup }) });
  };
  return { command: upstream('command', urls.COMMAND_URL), query: upstream('query', urls.QUERY_URL) };
}
