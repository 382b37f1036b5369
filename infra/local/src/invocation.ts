import { isIP } from 'node:net';

/** What a variable was set to, and why that is not taken for a setting of ours. */
type Disregarded = { readonly name: string; readonly why: string };

type OwnEnvironment = { readonly env: NodeJS.ProcessEnv; readonly disregarded: readonly Disregarded[] };

/**
 * The environment as far as it is meant for us. A shell holds what other programs go by: some shells and compilers set HOST to a name of
 * theirs; Postgres' own variables, and a login to Kafka, are for other servers, and would keep us from those that we start.
 */
export function ownEnvironment(given: NodeJS.ProcessEnv): OwnEnvironment {
  const env = { ...given };
  const disregarded: Disregarded[] = [];
  const drop = (name: string, why?: string): void => {
    delete env[name];
    if (why !== undefined) disregarded.push({ name, why });
  };
  for (const name of Object.keys(given)) {
    if (name === 'NODE_PG_FORCE_NATIVE') drop(name);
    if (name.startsWith('PG') && !given['DATABASE_URL']) drop(name);
    if (name === 'ADMIN_PORT' || name === 'STOP_DELAY_MS')
      drop(name, 'it is for processes that are started one by one');
    if (/^KAFKA_(?:SSL|SASL_\w+)$/.test(name) && !given['KAFKA_BROKERS'])
      drop(name, 'without KAFKA_BROKERS it has no use');
  }
  const host = given['HOST']?.trim();
  if (host && isIP(host) === 0 && host !== 'localhost')
    drop('HOST', `${host} is no IP address, so it is taken for the shell's own; the gateway listens on 127.0.0.1`);
  return { env, disregarded };
}

/** npm passes a Ctrl-C on to us although the terminal has sent it already: both arrive within this time and are one. */
const sameKeyMs = 500;

type StopSignals = {
  readonly stop: AbortSignal;
  /** Removes the listeners. */
  readonly release: () => void;
};

/**
 * Turns SIGINT, SIGTERM and SIGHUP into one orderly stop. A second one, unless it is only the echo of the first, calls
 * `atOnce`.
 */
export function stopSignals(
  source: Pick<NodeJS.Process, 'on' | 'off'>,
  atOnce: () => void,
  now: () => number = () => performance.now(),
): StopSignals {
  const stopping = new AbortController();
  let first: number | undefined;
  const listener = () => {
    if (first === undefined) {
      first = now();
      stopping.abort();
    } else if (now() - first >= sameKeyMs) {
      atOnce();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) source.on(signal, listener);
  return {
    stop: stopping.signal,
    release: () => {
      for (const signal of signals) source.off(signal, listener);
    },
  };
}
