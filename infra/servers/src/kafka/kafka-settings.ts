import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Java } from '../java/find-java.ts';
import { runCommand, serverEnvironment } from '../processes/run-command.ts';
import type { KafkaDetour, KafkaLogin, StartContext } from '../stack.ts';

export type KafkaSettings = {
  readonly port: number;
  readonly controllerPort: number;
  /** The folder for the log itself, as seen from where the broker is started. Kafka takes a comma in it for the end of a list. */
  readonly dataDir: string;
  readonly detours?: readonly KafkaDetour[] | undefined;
  readonly secured?: SecuredListener | undefined;
  /** The node's place among others; alone if left out. */
  readonly cluster?: ClusterPlace | undefined;
  /** What is to be other than here, by Kafka's names. */
  readonly own?: Readonly<Record<string, number>>;
};

/** Which node it is, and of whom all of the cluster consists, by node id. */
type ClusterPlace = { readonly nodeId: number; readonly controllerPorts: ReadonlyMap<number, number> };

/** A node's configuration file: one process that is controller and broker, reachable from this machine only. */
export function kafkaSettings(wanted: KafkaSettings): string {
  const { port, controllerPort, dataDir, detours = [], secured } = wanted;
  const { nodeId, controllerPorts } = wanted.cluster ?? { nodeId: 1, controllerPorts: new Map([[1, controllerPort]]) };
  const replicas = Math.min(3, controllerPorts.size);
  const inSync = Math.min(2, replicas);
  const listeners = (of: 'port' | 'advertised') =>
    [
      `PLAINTEXT://127.0.0.1:${port}`,
      ...detours.map((detour, i) => `DETOUR${i}://127.0.0.1:${detour[of]}`),
      ...(secured === undefined ? [] : [`SECURED://127.0.0.1:${secured.port}`]),
    ].join(',');
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    'controller.quorum.voters': [...controllerPorts].map(([id, at]) => `${id}@127.0.0.1:${at}`).join(','),
    listeners: `${listeners('port')},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listeners('advertised'),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL',
      ...detours.map((_, i) => `DETOUR${i}:PLAINTEXT`),
    ].join(','),
    'log.dirs': dataDir,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 4,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': 0,
    // After a hard kill the broker is let in again only when its former session has run out. Measured from the new start to
    // the first acknowledged write on two idle cores: 12 s with the default of 9 s, 2.9 s with 1 s, 2.3 s with 0.5 s. Twelve
    // busy loops beside it did not make it miss its heartbeats with this value.
    'broker.session.timeout.ms': wanted.cluster === undefined ? 750 : clusterSessionMs,
    'broker.heartbeat.interval.ms': wanted.cluster === undefined ? 150 : clusterSessionMs / 5,
    // Leaders go back to where they were soon after a broker is back, not after five minutes.
    'leader.imbalance.check.interval.seconds': 5,
    // With the eight and three threads of the default every request wakes another one, and finds its caches cold.
    'num.io.threads': 2,
    'num.network.threads': 1,
    // Nothing is compacted but the few offsets: the default of 128 MB would be a third of the heap.
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    ...(secured === undefined ? {} : securedListenerSettings(secured)),
    ...wanted.own,
  };
  return propertiesText(settings);
}

/** The same, with the certificate that it shows. */
type SecuredListener = KafkaLogin & { readonly keystore: string };

/**
 * After so long of silence a broker counts as gone, and others lead what it led; Kafka's default is 9 s. The three that share two cores
 * with all that they are tried with are late at times, and one that is late without need would disturb the test.
 */
const clusterSessionMs = 2_000;

const keystorePassword = 'nothing-secret';
const keytoolTimeoutMs = 60_000;
const sasl = 'org.apache.kafka.common.security';

/** Clients may log in by each of the three mechanisms that our configuration knows. */
function securedListenerSettings({ user, password, keystore }: SecuredListener): Record<string, string> {
  const listener = 'listener.name.secured';
  return {
    [`${listener}.ssl.keystore.location`]: keystore,
    [`${listener}.ssl.keystore.type`]: 'PKCS12',
    [`${listener}.ssl.keystore.password`]: keystorePassword,
    [`${listener}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    [`${listener}.plain.sasl.jaas.config`]: `${sasl}.plain.PlainLoginModule required user_${user}="${password}";`,
    [`${listener}.scram-sha-256.sasl.jaas.config`]: `${sasl}.scram.ScramLoginModule required;`,
    [`${listener}.scram-sha-512.sasl.jaas.config`]: `${sasl}.scram.ScramLoginModule required;`,
  };
}

/** What formatting the log is told of the login: Kafka keeps those of SCRAM in the cluster. */
export const scramArguments = ({ user, password }: KafkaLogin): string[] =>
  ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user},password=${password}]`,
  ]);

/**
 * Makes a certificate for this machine that has signed itself, once: a keystore for the broker, and beside it `broker.pem`
 * for its clients. The tool for it is part of every Java, also of those that come without its command.
 */
export async function ensureKeystore(java: Java, home: string, context: StartContext): Promise<string> {
  const keystore = join(home, 'broker.p12');
  const certificate = join(home, 'broker.pem');
  const keytool = async (...args: readonly string[]): Promise<void> => {
    const where = ['-alias', 'broker', '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', keystorePassword];
    const command = ['-m', 'java.base/sun.security.tools.keytool.Main', ...args, ...where];
    const settings = { env: serverEnvironment(context.env), timeoutMs: keytoolTimeoutMs, signal: context.signal };
    await runCommand(java.command, command, settings);
  };
  if (existsSync(certificate)) return keystore;
  const names = ['-dname', 'CN=localhost', '-ext', 'SAN=ip:127.0.0.1,dns:localhost', '-validity', '365'];
  await keytool('-genkeypair', '-keyalg', 'EC', '-groupname', 'secp256r1', ...names);
  await keytool('-exportcert', '-rfc', '-file', certificate);
  return keystore;
}

/**
 * Settings as a file of Java properties. Java reads such a file as ISO-8859-1, takes a backslash for an escape and leaves out white
 * space before a value; whatever is not plain ASCII is written as the escape `\uXXXX`.
 */
export const propertiesText = (settings: Readonly<Record<string, string | number>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${escaped(String(value))}\n`)
    .join('');

const escaped = (value: string): string =>
  value
    .replace(/\\/g, '\\\\')
    .replace(/^\s|[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
