import { homedir } from 'node:os';
import { relative } from 'node:path';
import type { ServerExit } from '@notes/servers';
import { StackError } from '@notes/servers';
import { keepServersUp } from './keep-servers-up.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import { type Started, startTasks } from './start-tasks.ts';
import { stopAll } from './stop-all.ts';
import { summary } from './summary.ts';
import type { ServiceEnd, ServiceEvents } from './supervise-service.ts';

export type SystemPlan = {
  readonly root: string;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted once: all is stopped, in order. */
  readonly stop: AbortSignal;
  readonly say: (text: string) => void;
};

/**
 * The whole system on this machine, from nothing until `stop`. States: starting → running → stopping, and straight from
 * starting to stopping when a step fails or `stop` comes early. Whatever ends by itself while it runs is told and started
 * again. Resolves when everything is stopped; throws the StackError of a failed start, after having stopped the rest.
 */
export async function runSystem(plan: SystemPlan): Promise<void> {
  const { dir, say } = plan;
  const failed = new AbortController();
  const signal = AbortSignal.any([plan.stop, failed.signal]);
  const started: Started = { stack: undefined, services: new Map(), failure: undefined };
  const noteState = async () => {
    const [stack, services] = [await started.stack, await Promise.all(started.services.values())];
    if (stack && !signal.aborted) writeStackFile(dir, stack, services);
  };
  const noted = () => void noteState().catch(() => undefined);
  const keeper = keepServersUp(() => started.stack ?? Promise.reject(new Error('not started')), {
    onEnd: (exit, againInMs) =>
      say(told({ ...exit, name: exit.server, how: exit.signal ?? `exit code ${exit.code}`, againInMs })),
    onBack: (server) => {
      say(`${server} is up again`);
      noted();
    },
    onFailure: (server, error, againInMs) =>
      say(`${server} did not come back, again in ${againInMs} ms: ${String(error)}`),
  });
  const serviceEvents: ServiceEvents = {
    onEnd: (end) => say(told(end)),
    onBack: (name) => {
      say(`${name} is up again`);
      noted();
    },
    onNotable: (name, line, held) =>
      say(`${name} ${line}${held > 0 ? ` (${held} more lines before it, in its log)` : ''}`),
  };
  const onServerExit = (exit: ServerExit) => keeper.onExit(exit);
  try {
    await startTasks({ ...plan, signal, onServerExit, serviceEvents }, started).run();
    await noteState();
    if (!signal.aborted) say(await theSummary(plan, started));
    await aborted(signal);
  } catch (error) {
    if (!plan.stop.aborted) throw started.failure ?? error;
  } finally {
    failed.abort(new StackError('the start was given up'));
    await keeper.rest();
    await stopAll(started, say);
    removeStackFile(dir);
  }
}

async function theSummary({ dir, env }: SystemPlan, started: Started): Promise<string> {
  const services = await Promise.all(started.services.values());
  const stack = await started.stack;
  const urls = Object.fromEntries(services.map(({ name, url }) => [name, url]));
  const authenticated = Boolean(env['AUTH_JWT_SECRET'] ?? env['AUTH_JWKS_URL']);
  return summary(urls, Object.values(stack?.servers ?? {}), shortPath(dir), authenticated);
}

function told({ name, how, logFile, lastLines, againInMs }: ServiceEnd): string {
  const lines = lastLines.slice(-5).map((line) => `  ${line}`);
  return [`${name} ended (${how}), starting it again in ${againInMs} ms`, ...lines, `  ${shortPath(logFile)}`].join(
    '\n',
  );
}

function shortPath(path: string): string {
  const here = relative(process.cwd(), path);
  if (!here.startsWith('..')) return here;
  return path.startsWith(`${homedir()}/`) ? path.replace(homedir(), '~') : path;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
