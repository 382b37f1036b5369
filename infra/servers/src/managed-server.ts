import { type Daemon, type DaemonPlan, spawnDaemon } from './processes/daemon.ts';
import { lastLines } from './processes/log-file.ts';
import { retry } from './processes/retry.ts';
import type { ManagedServer, Origin, ServerExit, ServerName } from './stack.ts';
import { advice, StackError } from './stack-error.ts';

const shownLines = 15;
const readyTimeoutMs = 60_000;

export type ServerPlan = {
  readonly name: ServerName;
  readonly origin: Exclude<Origin, 'given'>;
  readonly description: string;
  readonly daemon: Omit<DaemonPlan, 'freshLog'>;
  /** Resolves when the server answers; is called again and again until then. */
  readonly probe: () => Promise<void>;
};

/**
 * Starts a server of our own and keeps its handle across restarts. States: starting → running → stopped, and from running
 * or stopped back to starting by `restart`. An end other than by `stop` or `restart` is reported through `onExit`
 * and leaves the server stopped: who wants it back calls `restart`.
 */
export async function startManagedServer(
  plan: ServerPlan,
  onExit: (exit: ServerExit) => void,
  signal: AbortSignal | undefined,
): Promise<ManagedServer> {
  let asked = false;
  let daemon = await launch(plan, { fresh: true, signal });
  const watch = () => {
    const watched = daemon;
    void watched.exited.then((exit) => {
      if (asked || watched !== daemon) return;
      const { logFile } = plan.daemon;
      onExit({ server: plan.name, ...exit, logFile, lastLines: lastLines(logFile, shownLines) });
    });
  };
  watch();
  return {
    name: plan.name,
    origin: plan.origin,
    description: plan.description,
    get pid() {
      return daemon.running() ? daemon.pid : undefined;
    },
    kill: (wanted) => daemon.kill(wanted),
    gone: async () => void (await daemon.exited),
    restart: async () => {
      asked = true;
      await daemon.stop();
      daemon = await launch(plan, { fresh: false });
      asked = false;
      watch();
    },
    stop: async () => {
      asked = true;
      await daemon.stop();
    },
  };
}

async function launch(plan: ServerPlan, how: { fresh: boolean; signal?: AbortSignal | undefined }): Promise<Daemon> {
  const daemon = await spawnDaemon({ ...plan.daemon, freshLog: how.fresh });
  const gaveUp = new AbortController();
  const ready = retry(plan.probe, {
    timeoutMs: readyTimeoutMs,
    signal: how.signal ? AbortSignal.any([gaveUp.signal, how.signal]) : gaveUp.signal,
  });
  const ended = daemon.exited.then(({ code, signal }) => {
    throw new StackError(`${plan.name} ended while starting (${signal ?? `exit code ${code}`})`);
  });
  try {
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    return daemon;
  } catch (error) {
    gaveUp.abort();
    await Promise.allSettled([ready, daemon.stop()]);
    if (how.signal?.aborted) throw error;
    throw startFailure(plan, error);
  }
}

function startFailure(plan: ServerPlan, cause: unknown): StackError {
  const { logFile } = plan.daemon;
  const lines = lastLines(logFile, shownLines);
  const why = cause instanceof StackError ? cause.message : `${plan.name} does not answer: ${String(cause)}`;
  const told = [why, ...lines.map((line) => `  ${line}`), advice(lines.join('\n')), `The whole log: ${logFile}`];
  return new StackError(told.filter(Boolean).join('\n'), { cause });
}
