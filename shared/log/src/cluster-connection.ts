import { type Broker, type Cluster, type Kafka, PartitionAssigners } from 'kafkajs';
import type { LogConfig } from './log-config.ts';
import { mapError } from './map-error.ts';
import { type KafkaClient, type KafkaOptions, openKafka, requestTimeoutMs } from './open-kafka.ts';
import { answerWithin } from './within.ts';

/** What stands in for the leader of a partition that has none. */
const noNode = '-1';

/** A broker, and those of the asked partitions that it leads. */
export type LeaderShare = { readonly nodeId: string; readonly partitions: readonly number[] };

/**
 * Connections to the cluster of a topic, and who led which partition when they were made. A link does not mend itself:
 * after a failure it is closed and another one opened, so that nothing stale outlives a failure.
 */
export class ClusterConnection {
  readonly cluster: Cluster;
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #timeoutMs: number;
  #ready: Promise<void> | undefined;

  constructor(config: LogConfig, options: KafkaOptions) {
    this.#client = openKafka(config, options);
    this.cluster = captureCluster(this.#client.kafka);
    this.#topic = config.topic;
    this.#timeoutMs = options.timeoutMs ?? requestTimeoutMs;
  }

  /** Connects, once. Rejects with a LogError if no broker answers in time, or there is no such topic. */
  ready(): Promise<void> {
    this.#ready ??= answerWithin(this.#timeoutMs, this.#connect(), 'connecting to Kafka');
    return this.#ready;
  }

  /** Groups partitions by leader, and names those that have none, or do not exist. */
  leaders(partitions: readonly number[]): {
    readonly led: readonly LeaderShare[];
    readonly leaderless: readonly number[];
  } {
    const byNode = this.cluster.findLeaderForPartitions(this.#topic, [...partitions]);
    const led = Object.entries(byNode)
      .filter(([nodeId]) => nodeId !== noNode)
      .map(([nodeId, theirs]) => ({ nodeId, partitions: theirs }));
    const found = led.flatMap((each) => each.partitions);
    if (found.length === partitions.length) return { led, leaderless: [] };
    return { led, leaderless: partitions.filter((partition) => !found.includes(partition)) };
  }

  broker(nodeId: string): Promise<Broker> {
    return this.cluster.findBroker({ nodeId });
  }

  /** Whatever is in flight rejects. */
  close(): void {
    this.#client.close();
  }

  async #connect(): Promise<void> {
    try {
      await this.cluster.connect();
      await this.cluster.addMultipleTargetTopics([this.#topic]);
    } catch (error) {
      throw mapError(error, 'connecting to Kafka');
    }
  }
}

/**
 * The part of kafkajs beneath producers and consumers, which it hands to the partition assigners of a consumer; one
 * that never runs joins no group. A broker serves the requests of a connection one by one, so long polls need a link of
 * their own.
 */
function captureCluster(kafka: Kafka): Cluster {
  let captured: Cluster | undefined;
  kafka.consumer({
    groupId: 'none',
    allowAutoTopicCreation: false,
    readUncommitted: true,
    partitionAssigners: [
      (parts) => {
        captured = parts.cluster;
        return PartitionAssigners.roundRobin(parts);
      },
    ],
  });
  if (captured === undefined) throw new Error('kafkajs gave no cluster to the assigner');
  return captured;
}
