import { join } from 'node:path';
import type { ServerName, Stack, StackOptions, Step } from '@notes/servers';
import { openPortBook, runCommand, startStack, stopLeftovers } from '@notes/servers';
import { Listr, type ListrTask } from 'listr2';
import {
  type ServiceName,
  type ServicePlan,
  type ServicePorts,
  serviceEnvironment,
  serviceNames,
  servicePlans,
  wantedPorts,
} from './service-plan.ts';
import { type Service, type ServiceEvents, superviseService } from './supervise-service.ts';

const setupTimeoutMs = 180_000;

const titles: Readonly<Record<ServerName, string>> = { kafka: 'Kafka', postgres: 'Postgres', redis: 'Redis' };

export type StartPlan = {
  /** The checkout, with the services built. */
  readonly root: string;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onServerExit: NonNullable<StackOptions['onExit']>;
  readonly serviceEvents: ServiceEvents;
};

/** Filled while the tasks run, so that what was started, or is still starting, can be stopped when a later task fails. */
export type Started = {
  stack: Promise<Stack> | undefined;
  readonly services: Map<ServiceName, Promise<Service>>;
  /** What went wrong first. The task list itself shows only which step failed. */
  failure: unknown;
};

/** The steps of a start with their progress: animated on a terminal, plain lines elsewhere. A StackError if PORT is no port. */
export function startTasks(plan: StartPlan, started: Started): Listr<unknown, 'default', 'simple'> {
  const wanted = wantedPorts(plan.env);
  const tasks: ListrTask[] = [
    { title: 'Servers', task: (_, task) => task.newListr(serverTasks(plan, started), { concurrent: true }) },
    {
      title: 'Topic and database',
      task: () => briefly(started, async () => setUp(plan, await stackOf(started))),
    },
    {
      title: 'Services',
      task: async (_, task) => {
        const tell = (text: string) => {
          task.output = text;
        };
        const plans = await briefly(started, async () => {
          const ports = await servicePorts(plan, wanted, tell);
          return servicePlans(plan.root, await stackOf(started), ports, plan.env);
        });
        return task.newListr(serviceTasks(plan, started, plans), { concurrent: true });
      },
      rendererOptions: { persistentOutput: true },
    },
  ];
  return new Listr(tasks, {
    fallbackRenderer: 'simple',
    // Signals are ours, and a failure is told once, in full, after the tasks.
    registerSignalListeners: false,
    rendererOptions: { collapseSubtasks: false, showErrorMessage: false },
  });
}

/** Runs one step; its failure is kept for the end and the list says only that it failed. */
async function briefly<T>(started: Started, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    started.failure ??= error;
    throw new Error('see below');
  }
}

function serverTasks(plan: StartPlan, started: Started): ListrTask[] {
  const early: Step[] = [];
  const listeners = new Map<ServerName, (step: Step) => void>();
  const stack = startStack({
    dir: plan.dir,
    env: plan.env,
    signal: plan.signal,
    onStep: (step) => {
      const listener = listeners.get(step.server);
      if (listener) listener(step);
      else early.push(step);
    },
    onExit: plan.onServerExit,
  });
  started.stack = stack;
  return (Object.keys(titles) as ServerName[]).map((name) => ({
    title: titles[name],
    task: (_, task) => {
      const ready = new Promise<void>((resolve) => {
        const listener = (step: Step) => {
          if (step.ready) resolve();
          if (step.ready) task.title = step.text;
          else task.output = `${titles[name]}: ${step.text}`;
        };
        listeners.set(name, listener);
        for (const step of early) if (step.server === name) listener(step);
      });
      return briefly(started, async () => void (await Promise.race([ready, stack])));
    },
  }));
}

function stackOf({ stack }: Started): Promise<Stack> {
  if (!stack) throw new Error('the servers are started first');
  return stack;
}

/** Idempotent: creates the topic and brings the database's schema up to date. */
async function setUp(plan: StartPlan, stack: Stack): Promise<void> {
  const cli = join(plan.root, 'services', 'cli', 'dist', 'bundle.js');
  const env = serviceEnvironment(stack, plan.env);
  await runCommand(process.execPath, [cli, 'setup'], { env, timeoutMs: setupTimeoutMs, signal: plan.signal });
}

async function servicePorts(
  plan: StartPlan,
  wanted: ServicePorts,
  tell: (text: string) => void,
): Promise<ServicePorts> {
  const leftovers: string[] = [];
  await stopLeftovers(join(plan.dir, 'run', 'services'), ({ name }) => leftovers.push(name));
  if (leftovers.length > 0) tell(`stopped what an earlier run left behind: ${leftovers.join(', ')}`);
  const book = openPortBook(join(plan.dir, 'ports.json'));
  const ports = { ...wanted } as Record<ServiceName, number>;
  for (const name of serviceNames) {
    const { port, movedFrom } = await book.choose(name, ports[name]);
    if (movedFrom !== undefined) tell(`port ${movedFrom} is taken: ${name} listens on ${port}`);
    ports[name] = port;
  }
  return ports;
}

function serviceTasks(plan: StartPlan, started: Started, services: readonly ServicePlan[]): ListrTask[] {
  return services.map((service) => ({
    title: service.name,
    task: (_, task) =>
      briefly(started, async () => {
        const starting = superviseService(service, plan.dir, plan.serviceEvents, plan.signal);
        started.services.set(service.name, starting);
        await starting;
        task.title = `${service.name} on ${service.url}`;
      }),
  }));
}
