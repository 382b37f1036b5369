import { brokerError, code } from '../broker-error.ts';
import type { Address } from './address.ts';
import type { Link } from './link.ts';

/** Who is who. `partitions` is undefined when there is no such topic; a partition without a leader is not in `leaders`. */
export type Topology = {
  readonly brokers: ReadonlyMap<number, Address>;
  readonly controller: number;
  readonly partitions: number | undefined;
  readonly replication: number;
  readonly leaders: ReadonlyMap<number, number>;
};

type MetadataResponse = {
  brokers: { nodeId: number; host: string; port: number }[];
  controllerId: number;
  topicMetadata: {
    topicErrorCode: number;
    partitionMetadata: { partitionId: number; leader: number; replicas: number[] }[];
  }[];
};

const noLeader = -1;

/** Asks the broker for the cluster and this topic; never creates the topic. Rejects with LogError. */
export async function readTopology(link: Link, topic: string): Promise<Topology> {
  const answer = await link.call<MetadataResponse>('Metadata', { topics: [topic], allowAutoTopicCreation: false });
  const found = answer.topicMetadata[0];
  const errorCode = found?.topicErrorCode ?? code.unknownTopic;
  if (errorCode !== code.none && errorCode !== code.unknownTopic) throw brokerError(errorCode, `topic ${topic}`);
  const partitions = errorCode === code.none ? (found?.partitionMetadata ?? []) : [];
  return {
    brokers: new Map(answer.brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }])),
    controller: answer.controllerId,
    partitions: errorCode === code.none ? partitions.length : undefined,
    replication: Math.min(...partitions.map(({ replicas }) => replicas.length), Number.MAX_SAFE_INTEGER),
    leaders: new Map(
      partitions.filter(({ leader }) => leader !== noLeader).map(({ partitionId, leader }) => [partitionId, leader]),
    ),
  };
}
