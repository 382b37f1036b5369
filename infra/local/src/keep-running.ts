import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Daemon, lastLines, retry, StackError, spawnDaemon } from '@notes/servers';
import type { ServicePlan } from './service-plan.ts';

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

const warn = 40;
const names: Readonly<Record<number, string>> = { 40: 'warning', 50: 'error', 60: 'fatal' };
const longest = 200;

type LogRecord = { readonly level?: unknown; readonly msg?: unknown; readonly err?: { readonly message?: unknown } };

/**
 * What of a service's log line is worth the terminal: warnings and errors as one short text, and any line that is no log
 * record, such as a stack trace of Node itself. Undefined for the rest.
 */
export function notableLine(line: string): string | undefined {
  const record = parse(line);
  if (record === undefined) return line.trim() === '' ? undefined : cut(line);
  if (typeof record.level !== 'number' || record.level < warn) return undefined;
  const message = typeof record.msg === 'string' ? record.msg : '';
  const cause =
    typeof record.err?.message === 'string' && !message.includes(record.err.message) ? record.err.message : '';
  const text = [message, cause].filter(Boolean).join(': ');
  return cut(`${names[record.level] ?? `level ${record.level}`}: ${text || line}`);
}

function parse(line: string): LogRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

const everyMs = 300;
const chunkBytes = 64 * 1024;

/**
 * Calls `onLine` for each whole line that is added to the file from now on, until the returned function is called, which
 * reads what is left. Reading the file now and then, instead of a pipe, lets the service outlive us and go on logging.
 */
function tailLogFile(file: string, onLine: (line: string) => void): () => void {
  const handle = openSync(file, 'r');
  const buffer = Buffer.alloc(chunkBytes);
  let rest = '';
  const read = () => {
    for (let length = readSync(handle, buffer); length > 0; length = readSync(handle, buffer)) {
      const lines = (rest + buffer.toString('utf8', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    }
  };
  const timer = setInterval(read, everyMs);
  return () => {
    clearInterval(timer);
    read();
    closeSync(handle);
  };
}
