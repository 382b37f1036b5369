import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureArtifacts, kafkaArtifacts, kafkaVersion } from '../ensure-artifacts.ts';
import { useGivenServer } from '../given-server.ts';
import { findJava } from '../java/find-java.ts';
import { startManagedServer } from '../managed-server.ts';
import { runCommand, serverEnvironment } from '../processes/run-command.ts';
import type { KafkaDetour, KafkaLogin, ManagedServer, StartContext } from '../stack.ts';
import { ensureKeystore, kafkaSettings, scramArguments } from './kafka-settings.ts';
import { probeAnyBroker, probeKafka } from './probe-kafka.ts';

export const host = '127.0.0.1';
const formatTimeoutMs = 60_000;

/** A small heap and the cheap compiler: the broker starts in 2 s and stays below 200 MB, which is what a laptop has for it. */
const jvmFlags = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const quietLogging = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
];

export type KafkaPorts = { readonly kafka: number; readonly kafkaController: number };

/** Ways in besides the plain one. */
export type KafkaDoors = {
  readonly detours?: readonly KafkaDetour[] | undefined;
  readonly login?: KafkaLogin | undefined;
};

/** Kafka by KAFKA_BROKERS, else our own single broker. `brokers` is the value of KAFKA_BROKERS for its clients. */
export async function startKafka(
  wanted: KafkaPorts,
  context: StartContext,
  { detours, login }: KafkaDoors = {},
): Promise<{ brokers: string; server: ManagedServer }> {
  const given = context.env['KAFKA_BROKERS'];
  if (given) {
    const probe = () => probeAnyBroker(given);
    const plan = { name: 'kafka', variable: 'KAFKA_BROKERS', address: given, probe, signal: context.signal } as const;
    return { brokers: given, server: await useGivenServer(plan) };
  }
  const [java, jars] = await Promise.all([findJava(context), ensureArtifacts(kafkaArtifacts, context)]);
  const home = join(context.dir, 'kafka');
  const settingsFile = join(home, 'server.properties');
  const { port, controllerPort } = await choosePorts(wanted, context);
  mkdirSync(home, { recursive: true });
  const secured = login && { ...login, keystore: await ensureKeystore(java, home, context) };
  writeFileSync(settingsFile, kafkaSettings({ port, controllerPort, dataDir: 'data', detours, secured }));
  const jvm = jvmArguments(jars);
  const users = login === undefined ? [] : scramArguments(login);
  await formatOnce(java.command, jvm, home, settingsFile, users, context);
  context.tell(`starting on port ${port}`);
  const plan = {
    name: 'kafka',
    origin: 'embedded',
    description: `Apache Kafka ${kafkaVersion} (${java.description}) on ${host}:${port}`,
    daemon: {
      command: java.command,
      args: [...jvm, 'kafka.Kafka', settingsFile],
      cwd: home,
      env: serverEnvironment(context.env),
      logFile: join(context.dir, 'log', 'kafka.log'),
      pidFile: join(context.dir, 'run', 'kafka.pid'),
    },
    probe: () => probeKafka(host, port),
  } as const;
  return { brokers: `${host}:${port}`, server: await startManagedServer(plan, context.onExit, context.signal) };
}

/** What comes before the class that is run. */
export const jvmArguments = (jars: readonly string[]): readonly string[] => [
  ...jvmFlags,
  ...quietLogging,
  '-cp',
  jars.join(delimiter),
];

async function choosePorts(wanted: KafkaPorts, context: StartContext) {
  const { port, movedFrom } = await context.ports.choose('kafka', wanted.kafka);
  if (movedFrom !== undefined) context.tell(`port ${movedFrom} is taken, ${port} it is`);
  const { port: controllerPort } = await context.ports.choose('kafkaController', wanted.kafkaController);
  return { port, controllerPort };
}

/** Gives the data folder its identity, a random cluster id. A folder whose formatting was cut short is formatted anew. */
export async function formatOnce(
  java: string,
  jvm: readonly string[],
  home: string,
  settingsFile: string,
  users: readonly string[],
  context: StartContext,
): Promise<void> {
  const data = join(home, 'data');
  if (existsSync(join(data, 'meta.properties'))) return;
  context.tell('formatting the data folder');
  rmSync(data, { recursive: true, force: true });
  // The tool would take a leading dash for an option.
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, '_');
  const args = [...jvm, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', settingsFile, ...users];
  await runCommand(java, args, {
    cwd: home,
    env: serverEnvironment(context.env),
    timeoutMs: formatTimeoutMs,
    signal: context.signal,
  });
}
