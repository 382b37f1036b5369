import kafkajs, { type Admin } from 'kafkajs';
import type { LogConfig } from './log-config.ts';
import { findFaults, settingsFor, type TopicFault } from './topic-settings.ts';

export type TopicOptions = { readonly partitions: number; readonly replication?: number };

/** DescribeConfigs' number for settings of a broker. */
const brokerResource = 4;

/** Creates the topic with the settings that the log needs; false if there is one already, whatever its settings. */
export async function createTopic(admin: Admin, topic: string, options: TopicOptions): Promise<boolean> {
  if ((await admin.listTopics()).includes(topic)) return false;
  const replicationFactor = options.replication ?? (await defaultReplication(admin));
  const configEntries = settingsFor(replicationFactor);
  return admin.createTopics({
    // kafkajs gives up where a busy broker does not know of the new topic yet; whoever creates it waits by asking the leaders.
    waitForLeaders: false,
    topics: [{ topic, numPartitions: options.partitions, replicationFactor, configEntries }],
  });
}

/** The settings of the topic that are not as they should be. */
export async function checkTopic(admin: Admin, config: LogConfig): Promise<readonly TopicFault[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [config.topic] });
  const replication = topics[0]?.partitions[0]?.replicas.length ?? 1;
  const entries = await readSettings(admin, kafkajs.ConfigResourceTypes.TOPIC, config.topic);
  return findFaults(config, entries, replication);
}

async function defaultReplication(admin: Admin): Promise<number> {
  const { controller } = await admin.describeCluster();
  const entries = await readSettings(admin, brokerResource, String(controller));
  return Number(entries.find(({ name }) => name === 'default.replication.factor')?.value ?? 1);
}

async function readSettings(admin: Admin, type: number, name: string) {
  const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type, name }] });
  const entries = resources[0]?.configEntries ?? [];
  return entries.map(({ configName, configValue }) => ({ name: configName, value: configValue }));
}
