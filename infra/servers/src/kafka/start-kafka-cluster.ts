import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheDir, ensureArtifacts, kafkaArtifacts } from '../ensure-artifacts.ts';
import { findJava, type Java } from '../java/find-java.ts';
import { startManagedServer } from '../managed-server.ts';
import { openPortBook } from '../port-book.ts';
import { serverEnvironment } from '../processes/run-command.ts';
import type { ManagedServer, StartContext } from '../stack.ts';
import { kafkaSettings } from './kafka-settings.ts';
import { probeKafka } from './probe-kafka.ts';
import { formatOnce, host, jvmArguments } from './start-kafka.ts';

export type KafkaNode = {
  readonly id: number;
  readonly address: string;
  /** Sends the signal at once; nothing is restarted. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves once the process is gone. */
  gone(): Promise<void>;
  /** Asks it to stop if it still runs, starts it on the same port and data, and resolves when it is a live broker again. With `jars`, as another version. */
  restart(jars?: readonly string[]): Promise<void>;
};

export type KafkaCluster = {
  /** `host:port,…` of all nodes. */
  readonly brokers: string;
  readonly nodes: readonly KafkaNode[];
  /** Kills all nodes: a quorum cannot be stopped in good order, since its last ones wait for each other. */
  stop(): Promise<void>;
};

type KafkaClusterOptions = {
  /** Holds data, logs and pid files, nobody else's. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  /** The class path of the version to begin with. Default: the version that is pinned. */
  readonly jars?: readonly string[];
  /** Settings of the brokers that are to be others than ours, by Kafka's names. */
  readonly settings?: Readonly<Record<string, number>>;
};

const nodeIds = [1, 2, 3];

/**
 * Three nodes that are broker and controller each, on free ports, with three replicas of everything of which two must be in sync.
 * Resolves when all are live brokers.
 */
export async function startKafkaCluster({
  dir: folder,
  env,
  jars: wanted,
  settings: own = {},
}: KafkaClusterOptions): Promise<KafkaCluster> {
  const dir = resolve(folder);
  const context = contextOf(dir, env);
  const [java, jars] = await Promise.all([findJava(context), wanted ?? ensureArtifacts(kafkaArtifacts, context)]);
  const places = await Promise.all(nodeIds.map((id) => choosePlace(id, dir, context)));
  const controllerPorts = new Map(places.map(({ id, controllerPort }) => [id, controllerPort]));
  for (const { id, home, port, controllerPort } of places) {
    const settings = { port, controllerPort, dataDir: 'data', cluster: { nodeId: id, controllerPorts }, own };
    writeFileSync(settingsOf(home), kafkaSettings(settings));
  }
  await formatAll(java, jars, places, context);
  const nodes = await Promise.all(places.map((place) => startNode(place, java, jars, context)));
  return {
    brokers: nodes.map(({ address }) => address).join(','),
    nodes,
    async stop() {
      for (const node of nodes) node.kill('SIGKILL');
      await Promise.all(nodes.map((node) => node.gone()));
    },
  };
}

type Place = { readonly id: number; readonly home: string; readonly port: number; readonly controllerPort: number };

const settingsOf = (home: string): string => join(home, 'server.properties');

const contextOf = (dir: string, env: NodeJS.ProcessEnv): StartContext => {
  mkdirSync(join(dir, 'run'), { recursive: true });
  mkdirSync(join(dir, 'log'), { recursive: true });
  const ports = openPortBook(join(dir, 'ports.json'));
  return { dir, cacheDir: cacheDir(env), env, ports, signal: undefined, tell: () => {}, onExit: () => {} };
};

async function choosePlace(id: number, dir: string, { ports }: StartContext): Promise<Place> {
  const home = join(dir, `kafka-${id}`);
  mkdirSync(home, { recursive: true });
  const { port } = await ports.choose(`kafka-${id}`, 0);
  const { port: controllerPort } = await ports.choose(`kafkaController-${id}`, 0);
  return { id, home, port, controllerPort };
}

/** Formats the first node's folder, and makes those of the others of it: they differ only in whose they are, and each run of the tool takes seconds. */
async function formatAll(
  java: Java,
  jars: readonly string[],
  places: readonly Place[],
  context: StartContext,
): Promise<void> {
  const [first, ...others] = places;
  if (first === undefined) return;
  await formatOnce(java.command, jvmArguments(jars), first.home, settingsOf(first.home), [], context);
  for (const { id, home } of others) {
    const data = join(home, 'data');
    if (existsSync(data)) continue;
    cpSync(join(first.home, 'data'), data, { recursive: true });
    const file = join(data, 'meta.properties');
    const directory = randomBytes(16).toString('base64url').replace(/^-/, '_');
    const properties = readFileSync(file, 'utf8')
      .replace(/^node\.id=.*$/m, `node.id=${id}`)
      .replace(/^directory\.id=.*$/m, `directory.id=${directory}`);
    writeFileSync(file, properties);
  }
}

async function startNode(place: Place, java: Java, jars: readonly string[], context: StartContext): Promise<KafkaNode> {
  let server = await startServer(place, java, jars, context);
  return {
    id: place.id,
    address: `${host}:${place.port}`,
    kill: (signal) => server.kill(signal),
    gone: () => server.gone(),
    async restart(others) {
      if (others === undefined) return server.restart();
      await server.stop();
      server = await startServer(place, java, others, context);
    },
  };
}

function startServer(
  { id, home, port }: Place,
  java: Java,
  jars: readonly string[],
  context: StartContext,
): Promise<ManagedServer> {
  const plan = {
    name: 'kafka',
    origin: 'embedded',
    description: `node ${id} of a cluster of Apache Kafka on ${host}:${port}`,
    daemon: {
      command: java.command,
      args: [...jvmArguments(jars), 'kafka.Kafka', settingsOf(home)],
      cwd: home,
      env: serverEnvironment(context.env),
      logFile: join(context.dir, 'log', `kafka-${id}.log`),
      pidFile: join(context.dir, 'run', `kafka-${id}.pid`),
    },
    probe: () => probeKafka(host, port, id),
  } as const;
  return startManagedServer(plan, context.onExit, context.signal);
}
