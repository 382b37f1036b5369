/** Below this, clients would open connections more often than they use them. */
const leastSeconds = 2;

/**
 * For how long clients are asked to keep a connection that is idle, as a header, name and value; nothing where a process stops without a
 * delay. Most close it a little earlier: so what is idle when the delay of a process begins is closed by its clients before it ends, and no
 * request is on its way when the process closes the rest.
 */
export function keepAliveHeader(stopDelayMs: number): readonly string[] {
  const seconds = Math.floor(stopDelayMs / 1000);
  return seconds < leastSeconds ? [] : ['Keep-Alive', `timeout=${seconds}`];
}
