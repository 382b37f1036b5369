import { retry } from './processes/retry.ts';
import type { ManagedServer, ServerName } from './stack.ts';
import { StackError } from './stack-error.ts';

const reachTimeoutMs = 5_000;

export type GivenPlan = {
  readonly name: ServerName;
  readonly variable: string;
  /** Without credentials. */
  readonly address: string;
  readonly probe: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
};

/** A server that is not ours: we only make sure that it answers, within 5 s, and leave it alone from then on. */
export async function useGivenServer(plan: GivenPlan): Promise<ManagedServer> {
  const { name, variable, address, probe, signal } = plan;
  try {
    await retry(probe, { timeoutMs: reachTimeoutMs, everyMs: 250, signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    const mend = `Start that server, or unset ${variable} to get one of our own.`;
    throw new StackError(`${variable} names ${address}, which does not answer: ${String(error)}\n${mend}`, {
      cause: error,
    });
  }
  const notOurs = (): never => {
    throw new Error(`${name} at ${address} was given by ${variable}: it is not ours to signal or restart`);
  };
  return {
    name,
    origin: 'given',
    description: `${address}, given by ${variable}`,
    pid: undefined,
    kill: notOurs,
    gone: async () => notOurs(),
    restart: async () => notOurs(),
    stop: async () => undefined,
  };
}

/** The URL as it may be shown and logged: user, password and query left out. A text that is no URL is not shown at all. */
export function withoutCredentials(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'something that is not a URL';
  }
}
