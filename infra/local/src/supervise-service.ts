import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Daemon, eventually, lastLines, StackError, spawnDaemon } from '@notes/servers';
import { followLog } from './follow-log.ts';
import { notableLine } from './notable-line.ts';
import { probeReady } from './probe-ready.ts';
import { quietAfter } from './quiet-after.ts';
import { restartDelayMs } from './restart-delay.ts';
import type { ServicePlan } from './service-plan.ts';

// A service is starting until it first answers; if it ends before, that is the start's failure and nobody tries again, since
// a wrong setting would only be repeated. From then on it is up. When it ends it is waiting, then starting again and up once
// more, with growing pauses, for ever. `stop` leads from each of these to stopped.

const readyTimeoutMs = 60_000;
const shownLines = 15;
const notableLines = 5;
const notableWindowMs = 10_000;

export type ServiceEvents = {
  readonly onEnd: (end: ServiceEnd) => void;
  readonly onBack: (name: string) => void;
  /** A warning or an error in its log, with the number of those that were left out before it. */
  readonly onNotable: (name: string, line: string, heldBack: number) => void;
};

export type ServiceEnd = {
  readonly name: string;
  readonly how: string;
  readonly logFile: string;
  readonly lastLines: readonly string[];
  readonly againInMs: number;
};

export type Service = {
  readonly name: string;
  readonly url: string;
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
};

/** Starts the service and resolves when it is ready; a StackError if it ends before, or is not ready within a minute. */
export async function superviseService(
  plan: ServicePlan,
  dir: string,
  events: ServiceEvents,
  signal: AbortSignal,
): Promise<Service> {
  const logFile = join(dir, 'log', `${plan.name}.log`);
  const stopping = new AbortController();
  const launch = (freshLog: boolean) => spawnService(plan, dir, logFile, freshLog);
  let daemon = await launch(true);
  try {
    await firstReady(plan, daemon, logFile, signal);
  } catch (error) {
    await daemon.stop();
    throw error;
  }
  const show = quietAfter(notableLines, notableWindowMs, (line, held) => events.onNotable(plan.name, line, held));
  const unfollow = followLog(logFile, (line) => {
    const text = notableLine(line);
    if (text !== undefined) show(text);
  });

  const restarts = restarting(plan.name, logFile, events, stopping.signal);
  const keepUp = async () => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      const { code, signal: by } = await daemon.exited;
      daemon = await restarts(ending(code, by), performance.now() - began, () => launch(false));
      void backAgain(plan, daemon, stopping.signal).then(
        () => events.onBack(plan.name),
        () => undefined,
      );
    }
  };
  // Ends by the abort alone.
  const kept = keepUp().catch(() => undefined);
  return {
    name: plan.name,
    url: plan.url,
    pid: () => (daemon.running() ? daemon.pid : undefined),
    stop: async () => {
      stopping.abort();
      await daemon.stop();
      await kept;
      await daemon.stop();
      unfollow();
    },
  };
}

/** Waits, then launches, until that works. Remembers the pause from one end to the next; rejects only when all is to stop. */
function restarting(name: string, logFile: string, events: ServiceEvents, signal: AbortSignal) {
  let againInMs: number | undefined;
  return async (how: string, wasUpMs: number, launch: () => Promise<Daemon>): Promise<Daemon> => {
    for (let reason = how, upMs = wasUpMs; ; upMs = 0) {
      signal.throwIfAborted();
      againInMs = restartDelayMs(againInMs, upMs);
      events.onEnd({ name, how: reason, logFile, lastLines: lastLines(logFile, shownLines), againInMs });
      await delay(againInMs, undefined, { signal });
      try {
        return await launch();
      } catch (error) {
        reason = `cannot be started: ${String(error)}`;
      }
    }
  };
}

function spawnService(plan: ServicePlan, dir: string, logFile: string, freshLog: boolean): Promise<Daemon> {
  const pidFile = join(dir, 'run', 'services', `${plan.name}.pid`);
  return spawnDaemon({ command: process.execPath, args: plan.args, env: plan.env, logFile, pidFile, freshLog });
}

async function firstReady(plan: ServicePlan, daemon: Daemon, logFile: string, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const ready = eventually(() => probeReady(plan.url), {
    timeoutMs: readyTimeoutMs,
    everyMs: 50,
    signal: AbortSignal.any([waiting.signal, signal]),
  });
  const ended = daemon.exited.then(({ code, signal: by }) => `ended while starting (${ending(code, by)})`);
  const failed = await Promise.race([ended, ready.then(() => undefined, notReady)]);
  waiting.abort();
  if (signal.aborted) throw signal.reason;
  if (failed === undefined) return;
  const lines = lastLines(logFile, shownLines).map((line) => `  ${line}`);
  throw new StackError([`${plan.name} ${failed}`, ...lines, `The whole log: ${logFile}`].join('\n'));
}

function notReady(error: unknown): string {
  return `is not ready after ${readyTimeoutMs / 1000} s: ${error instanceof Error ? error.message : String(error)}`;
}

/** Resolves when the service answers again; rejects when this process of it has ended, or all is to stop. */
async function backAgain(plan: ServicePlan, daemon: Daemon, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  void daemon.exited.then(() => ended.abort());
  const patience = {
    timeoutMs: Number.POSITIVE_INFINITY,
    everyMs: 250,
    signal: AbortSignal.any([ended.signal, signal]),
  };
  await eventually(() => probeReady(plan.url), patience);
}

function ending(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ?? `exit code ${code}`;
}
