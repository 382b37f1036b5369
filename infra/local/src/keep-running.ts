import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Daemon, lastLines, retry, StackError, spawnDaemon } from '@notes/servers';
import { notableLine } from './notable-line.ts';
import type { ServicePlan } from './service-plan.ts';
import { tailLogFile } from './tail-log-file.ts';

// A service is starting until it first answers; if it ends before, the start fails and nothing is tried again, since a wrong setting would
// only be repeated. From then on it is started again a second after each end, until `stop`.

const readyTimeoutMs = 60_000;
const probeTimeoutMs = 2_000;
const shownLines = 15;
const againMs = 1_000;

export type Service = {
  readonly name: string;
  readonly url: string;
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
};

/** How `npm start` reports on a service: lines for the terminal, and that its process is another one. */
export type Report = { readonly say: (text: string) => void; readonly onRestart: () => void };

/** Starts the service and resolves when it is ready; a StackError if it ends before, or is not ready within a minute. */
export async function keepRunning(
  plan: ServicePlan,
  dir: string,
  { say, onRestart }: Report,
  signal: AbortSignal,
): Promise<Service> {
  const { name, url } = plan;
  const logFile = join(dir, 'log', `${name}.log`);
  const pidFile = join(dir, 'run', 'services', `${name}.pid`);
  const launch = (freshLog: boolean) =>
    spawnDaemon({ command: process.execPath, args: plan.args, env: plan.env, logFile, pidFile, freshLog });
  const stopping = new AbortController();
  let daemon = await launch(true);
  await firstReady(plan, daemon, logFile, signal);
  const endTail = tailLogFile(logFile, (line) => {
    const text = notableLine(line);
    if (text !== undefined) say(`${name} ${text}`);
  });
  const keepUp = async () => {
    for (;;) {
      const { code, signal: by } = await daemon.exited;
      if (stopping.signal.aborted) return;
      say(ended(name, by ?? `exit code ${code}`, logFile, lastLines(logFile, shownLines)));
      await delay(againMs, undefined, { signal: stopping.signal });
      daemon = await launch(false);
      onRestart();
      whenReady(url, stopping.signal).then(
        () => say(`${name} is up again`),
        () => undefined,
      );
    }
  };
  const kept = keepUp().catch((error: unknown) => {
    if (!stopping.signal.aborted) say(`${name} cannot be started again: ${String(error)}`);
  });
  return {
    name,
    url,
    pid: () => (daemon.running() ? daemon.pid : undefined),
    stop: async () => {
      stopping.abort();
      await daemon.stop();
      await kept;
      await daemon.stop();
      endTail();
    },
  };
}

/** What is printed when a process has ended by itself. */
export function ended(name: string, how: string, logFile: string, lines: readonly string[]): string {
  const last = lines.slice(-5).map((line) => `  ${line}`);
  return [`${name} ended (${how}), starting it again in ${againMs} ms`, ...last, `  ${logFile}`].join('\n');
}

/** Stops the service again if it does not become ready. */
async function firstReady(plan: ServicePlan, daemon: Daemon, logFile: string, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const ready = whenReady(plan.url, AbortSignal.any([waiting.signal, signal]));
  const exited = daemon.exited.then(({ code, signal: by }) => `ended while starting (${by ?? `exit code ${code}`})`);
  const failed = await Promise.race([exited, ready.then(() => undefined, notReady)]);
  waiting.abort();
  if (failed === undefined) return;
  await daemon.stop();
  signal.throwIfAborted();
  const lines = lastLines(logFile, shownLines).map((line) => `  ${line}`);
  throw new StackError([`${plan.name} ${failed}`, ...lines, `The whole log: ${logFile}`].join('\n'));
}

function notReady(error: unknown): string {
  return `is not ready after ${readyTimeoutMs / 1000} s: ${error instanceof Error ? error.message : String(error)}`;
}

function whenReady(url: string, signal: AbortSignal): Promise<void> {
  return retry(() => probeReady(url), { timeoutMs: readyTimeoutMs, everyMs: 50, signal });
}

/** Resolves when `GET <url>/readyz` answers 200; the error holds what it answered instead, which names the missing server. */
export async function probeReady(url: string): Promise<void> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(probeTimeoutMs) });
  const body = (await response.text()).slice(0, 300);
  if (response.status !== 200) throw new Error(`${url}/readyz answers ${response.status} ${body}`);
}
