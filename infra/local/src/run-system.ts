import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openPortBook, runCommand, type ServerExit, type Stack, startStack, stopLeftovers } from '@notes/servers';
import { ended, keepRunning, type Service } from './keep-running.ts';
import { type ServicePorts, serviceEnvironment, serviceNames, servicePlans, wantedPorts } from './service-plan.ts';
import { removeStackFile, summary, writeStackFile } from './stack-file.ts';

const setupTimeoutMs = 180_000;
const againMs = 1_000;

/** From the edge inwards: at first no requests come in any more, then nothing is read, projected, and at last written. */
const stopOrder = ['gateway', 'query', 'projector', 'command'];

export type SystemPlan = {
  /** The checkout, with the services built. */
  readonly root: string;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Aborted once: all is stopped, in order. */
  readonly stop: AbortSignal;
  readonly say: (text: string) => void;
};

/**
 * The whole system on this machine, from nothing until `stop`: servers, topic and database, services. What ends by itself while it runs is
 * reported and started again. Resolves when everything is stopped; throws the StackError of a failed start, after having stopped the rest.
 */
export async function runSystem(plan: SystemPlan): Promise<void> {
  const { root, dir, env, stop, say } = plan;
  const wanted = wantedPorts(env);
  const ending = new AbortController();
  const services: Service[] = [];
  let stack: Stack | undefined;
  const writeState = () => {
    if (stack && !ending.signal.aborted) writeStackFile(dir, stack, services);
  };
  const restarts = new Set<Promise<void>>();
  try {
    const started = await startStack({
      dir,
      env,
      signal: stop,
      onStep: ({ server, text }) => say(`${server}: ${text}`),
      onExit: (exit) => {
        if (!stack || ending.signal.aborted) return;
        restarts.add(restartServer(stack, exit, ending.signal, say).then(writeState, () => undefined));
      },
    });
    stack = started;
    // Where services have run before there is little to set up, and they wait for it themselves.
    const ranBefore = existsSync(join(dir, 'log', 'gateway.log'));
    if (!ranBefore) await setUp(plan, started, stop);
    const ports = await choosePorts(dir, wanted, say);
    const starts = servicePlans(root, started, ports, env).map((service) => async (signal: AbortSignal) => {
      services.push(await keepRunning(service, dir, { say, onRestart: writeState }, signal));
      say(`${service.name}: ready on ${service.url}`);
    });
    await together([...starts, ...(ranBefore ? [(signal: AbortSignal) => setUp(plan, started, signal)] : [])], stop);
    writeState();
    say(theSummary(plan, started, services));
    await aborted(stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    ending.abort();
    await Promise.all(restarts);
    for (const name of stopOrder) await services.find((service) => service.name === name)?.stop();
    await stack?.stop();
    removeStackFile(dir);
  }
}

/** A server that has ended by itself comes back on the same address and data. */
async function restartServer(stack: Stack, exit: ServerExit, signal: AbortSignal, say: SystemPlan['say']) {
  const { server, code, logFile, lastLines } = exit;
  say(ended(server, exit.signal ?? `exit code ${code}`, logFile, lastLines));
  for (;;) {
    await delay(againMs, undefined, { signal });
    try {
      await stack.servers[server].restart();
      return say(`${server} is up again`);
    } catch (error) {
      say(`${server} did not come back, again in ${againMs} ms: ${String(error)}`);
    }
  }
}

/** Idempotent: creates the topic and brings the database's schema up to date. */
async function setUp({ root, env, say }: SystemPlan, stack: Stack, signal: AbortSignal): Promise<void> {
  say('setting up topic and database');
  const cli = join(root, 'services', 'cli', 'dist', 'bundle.js');
  const options = { env: serviceEnvironment(stack, env), timeoutMs: setupTimeoutMs, signal };
  await runCommand(process.execPath, [cli, 'setup'], options);
}

async function choosePorts(dir: string, wanted: ServicePorts, say: SystemPlan['say']): Promise<ServicePorts> {
  await stopLeftovers(join(dir, 'run', 'services'), ({ name, pid }) =>
    say(`${name}: still there from an earlier run (process ${pid}): stopping it`),
  );
  const book = openPortBook(join(dir, 'ports.json'));
  const ports = { ...wanted };
  for (const name of serviceNames) {
    const { port, movedFrom } = await book.choose(name, ports[name]);
    if (movedFrom !== undefined) say(`port ${movedFrom} is taken: ${name} listens on ${port}`);
    ports[name] = port;
  }
  return ports;
}

/** Runs all at once. The first failure ends the others, and is thrown when all have settled. */
async function together(jobs: readonly ((signal: AbortSignal) => Promise<void>)[], stop: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, stop]);
  await Promise.all(jobs.map((job) => job(signal).catch((error: unknown) => failed.abort(error))));
  signal.throwIfAborted();
}

function theSummary({ dir, env }: SystemPlan, stack: Stack, services: readonly Service[]): string {
  const urls = Object.fromEntries(services.map(({ name, url }) => [name, url]));
  const authenticated = Boolean(env['AUTH_JWT_SECRET'] ?? env['AUTH_JWKS_URL']);
  return summary(urls, Object.values(stack.servers), shortPath(dir), authenticated);
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
