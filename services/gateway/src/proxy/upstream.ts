import { UpstreamConnection } from './upstream-connection.ts';

/** A service behind the gateway, and the connections to it. */
export type Upstream = {
  readonly name: string;
  /** For the Host header. */
  readonly host: string;
  /** A connection for one exchange: one that is free, else a new one. `fresh`: a new one in any case. */
  connection(options?: { fresh: boolean }): UpstreamConnection;
  close(): void;
};

const sweepMs = 1_000;
const connectMs = 3_000;
/** Shorter than the 72 seconds after which our services close an idle connection, so that none is closed under a request. */
const idleMs = 60_000;
/** Commands are given up after 10 seconds, and reads wait for 30 at most. */
const responseMs = 60_000;

/** Keeps connections to the service at `url` open between exchanges. One sweep a second minds all their times. */
export function createUpstream({ name, url }: { readonly name: string; readonly url: URL }): Upstream {
  const all = new Set<UpstreamConnection>();
  const free: UpstreamConnection[] = [];
  let now = Date.now();

  const owner = {
    onFree(connection: UpstreamConnection): void {
      connection.since = now;
      free.push(connection);
    },
    onGone(connection: UpstreamConnection): void {
      all.delete(connection);
      const at = free.indexOf(connection);
      if (at !== -1) free.splice(at, 1);
    },
  };

  function sweep(): void {
    now = Date.now();
    for (const connection of all) {
      const age = now - connection.since;
      const waitsFor = connection.waitsFor;
      if (waitsFor === undefined && age > idleMs) connection.destroy('idle');
      if (waitsFor === 'connection' && age > connectMs) connection.destroy('it does not answer');
      if (waitsFor === 'response' && age > responseMs) connection.destroy('it does not answer');
    }
  }
  const sweeper = setInterval(sweep, sweepMs).unref();

  return {
    name,
    host: url.host,
    connection({ fresh } = { fresh: false }) {
      const connection = (fresh ? undefined : free.pop()) ?? new UpstreamConnection(url, owner);
      connection.since = now;
      all.add(connection);
      return connection;
    },
    close() {
      clearInterval(sweeper);
      for (const connection of all) connection.destroy('the gateway stops');
    },
  };
}
