import type { KafkaDetour } from '../stack.ts';
import { propertiesText } from './properties-text.ts';
import { type SecuredListener, securedListenerSettings } from './secured-listener.ts';

export type KafkaSettings = {
  readonly port: number;
  readonly controllerPort: number;
  /** The folder for the log itself, as seen from where the broker is started. Kafka takes a comma in it for the end of a list. */
  readonly dataDir: string;
  readonly detours?: readonly KafkaDetour[] | undefined;
  readonly secured?: SecuredListener | undefined;
};

/** The broker's configuration file: one process that is controller and broker, reachable from this machine only. */
export function kafkaSettings({ port, controllerPort, dataDir, detours = [], secured }: KafkaSettings): string {
  const listeners = (of: 'port' | 'advertised') =>
    [
      `PLAINTEXT://127.0.0.1:${port}`,
      ...detours.map((detour, i) => `DETOUR${i}://127.0.0.1:${detour[of]}`),
      ...(secured === undefined ? [] : [`SECURED://127.0.0.1:${secured.port}`]),
    ].join(',');
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `${listeners('port')},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': listeners('advertised'),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL',
      ...detours.map((_, i) => `DETOUR${i}:PLAINTEXT`),
    ].join(','),
    'log.dirs': dataDir,
    // There is one broker: nothing can be replicated.
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': 0,
    // After a hard kill the broker is let in again only when its former session has run out. Measured from the new start to
    // the first acknowledged write on two idle cores: 12 s with the default of 9 s, 2.9 s with 1 s, 2.3 s with 0.5 s. Twelve
    // busy loops beside it did not make it miss its heartbeats with this value.
    'broker.session.timeout.ms': 750,
    'broker.heartbeat.interval.ms': 150,
    // With the eight and three threads of the default every request wakes another one, and finds its caches cold.
    'num.io.threads': 2,
    'num.network.threads': 1,
    // Nothing is compacted but the few offsets: the default of 128 MB would be a third of the heap.
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    ...(secured === undefined ? {} : securedListenerSettings(secured)),
  };
  return propertiesText(settings);
}
