import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '@notes/servers';
import { startTcpProxy, type TcpProxy } from '@notes/testing';
import { keepAsJson } from '../../faults/keep-evidence.ts';
import { anyPorts } from '../../harness/any-ports.ts';
import type { ServiceProcess } from '../../harness/service-process.ts';
import { System } from '../../harness/system.ts';
import { Audience } from '../clients/audience.ts';
import { judgeByLog } from '../clients/judge-by-log.ts';
import { Phases } from '../clients/phases.ts';
import { ReadinessDiary } from '../clients/readiness-diary.ts';
import { SteadyLoad } from '../clients/steady-load.ts';

/** Writes a second, and as many reads. On two cores that are shared by all servers and services. */
const perSecond = 30;
const patienceMs = 120_000;

/** Servers that are nobody else's, two command instances and projectors and one of each other service, and clients of all kinds. */
export type ServerStage = {
  /** For whatever else is needed. Postgres's user may pass through it. */
  readonly dir: string;
  readonly stack: Stack;
  /** The address at which the services find Postgres. */
  readonly postgres: TcpProxy;
  readonly system: System;
  readonly gateway: ServiceProcess;
  readonly load: SteadyLoad;
  readonly phases: Phases;
  readonly readiness: ReadinessDiary;
  /** More servers, to be stopped at the end. */
  readonly others: Stack[];
};

type Plan = {
  /** For all services. */
  readonly env?: Readonly<Record<string, string>>;
  /** Before any server is started: `dir` will be the folder of the stack. */
  readonly prepare?: (dir: string) => Promise<void>;
  /** Does something to the servers; resolves with what it has found wrong. */
  readonly act: (stage: ServerStage) => Promise<readonly string[]>;
  /** Once all that has been judged, and nobody calls or follows any more; resolves with what it has found wrong. */
  readonly afterwards?: (stage: ServerStage) => Promise<readonly string[]>;
  /** After everything has been stopped. */
  readonly cleanUp?: () => Promise<void>;
};

/** Does something to servers under load, and judges all that clients were told. Resolves with whether all was right. */
export async function onServers(plan: Plan): Promise<boolean> {
  const { prepare, cleanUp } = plan;
  // Each process that runs is ended when this one ends: there are more of them than Node expects listeners.
  process.setMaxListeners(40);
  const dir = await mkdtemp(join(tmpdir(), 'notes-rehearsal-'));
  await chmod(dir, 0o711);
  try {
    const { KAFKA_BROKERS: _, DATABASE_URL: __, REDIS_URL: ___, ...env } = process.env;
    await prepare?.(join(dir, 'stack'));
    const stack = await startStack({ dir: join(dir, 'stack'), env, ports: anyPorts });
    try {
      return await onStack(dir, stack, plan);
    } finally {
      await stack.stop();
    }
  } finally {
    await cleanUp?.();
    await rm(dir, { recursive: true, force: true });
  }
}

async function onStack(dir: string, stack: Stack, { env, act, afterwards }: Plan): Promise<boolean> {
  const postgres = await startTcpProxy(stack.databaseUrl);
  const system = await System.create({ ...stack, databaseUrl: postgres.url }, env);
  const others: Stack[] = [];
  try {
    // The second one has little memory: its notes are often cold, and it cannot retain much of the log.
    const [first, second, , , query] = await Promise.all([
      system.start('command'),
      system.start('command', { NOTES_CACHE_MB: '1', NOTES_WINDOW_MB: '1' }),
      system.start('projector'),
      system.start('projector'),
      system.start('query'),
    ]);
    const gateway = await system.start('gateway', { COMMAND_URL: first.url, QUERY_URL: query.url });
    const topic = system.env['NOTES_TOPIC'] ?? '';
    const audience = await Audience.open({ url: gateway.url, brokers: stack.kafkaBrokers.split(','), topic });
    const load = new SteadyLoad([gateway.url, gateway.url, second.url], gateway.url, perSecond, 1);
    const readiness = new ReadinessDiary(system.services);
    const phases = new Phases(load, audience);
    const stage = { dir, stack, postgres, system, gateway, load, phases, readiness, others };
    try {
      const found = await act(stage);
      const isRight = await judgeStage(stage, audience, found);
      await audience.close();
      const more = (await afterwards?.(stage)) ?? [];
      for (const each of more) console.log(`- ${each}`);
      return isRight && more.length === 0;
    } finally {
      await load.stop();
      readiness.stop();
      await audience.close();
    }
  } finally {
    // The database need not be dropped, and cannot be where something went wrong: its server is thrown away.
    await system.stop().catch(() => {});
    await postgres.close();
    for (const other of others) await other.stop();
  }
}

async function judgeStage(stage: ServerStage, audience: Audience, found: readonly string[]): Promise<boolean> {
  const { stack, system, gateway, load, phases, readiness } = stage;
  await Promise.all(system.services.map((service) => service.ready(patienceMs)));
  phases.print();
  await load.stop();
  const { log, wrong: told } = await judgeByLog({
    ...{ kafkaBrokers: stack.kafkaBrokers, system, url: gateway.url, load, audience },
  });
  const wrong = [...found, ...told];
  // Rejects if what is built from the log has another sum than what has lived through all of it.
  await system.cli('projection', 'build', '--wait');
  await system.cli('projection', 'status', '--checksum').catch((error: unknown) => wrong.push(String(error)));
  readiness.print();
  const events = [...log.notes.values()].reduce((sum, { versions }) => sum + versions.length, 0);
  console.log(
    `\n${load.attempts.length} writes and ${load.reads.length} reads, ${events} events, ${audience.size} followers; ` +
      `streams that broke off: ${audience.troubles.length}; ${wrong.length} wrong`,
  );
  for (const each of wrong.slice(0, 20)) console.log(`- ${each}`);
  if (wrong.length > 0) {
    const services = system.services.map(({ name, port, output }) => `${name} ${port}: ${output}`);
    const evidence = { wrong, attempts: load.attempts, reads: load.reads, services, log: [...log.notes.values()] };
    console.log(`The whole history is in ${await keepAsJson(evidence)}`);
  }
  return wrong.length === 0;
}
