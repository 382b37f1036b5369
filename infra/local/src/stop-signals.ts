/** npm passes a Ctrl-C on to us although the terminal has sent it already: both arrive within this time and are one. */
const sameKeyMs = 500;

export type StopSignals = {
  readonly stop: AbortSignal;
  /** Takes the listeners away again. */
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
