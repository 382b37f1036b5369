import type { Broker } from 'kafkajs';
import kafkajs, { type Admin } from 'kafkajs';
import { createErrorFromCode } from 'kafkajs/src/protocol/error.js';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
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

/** Rejects unless the broker that is asked has these settings of the topic, which it learns of some moments after the controller. */
export async function requireSettings(admin: Admin, topic: string, settings: TopicSettings): Promise<void> {
  const shown = await readSettings(admin, kafkajs.ConfigResourceTypes.TOPIC, topic);
  const isShown = ([name, value]: [string, string]): boolean =>
    shown.some((setting) => setting.name === name && setting.value === value);
  if (!Object.entries(settings).every(isShown)) throw new Error('the settings are not in force yet');
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

/** Settings of a topic by name. */
export type TopicSettings = Readonly<Record<string, string>>;

/** What kafkajs does not tell of its brokers: how they send. */
type Sends = { readonly connectionPool: { send(call: { request: object; response: object }): Promise<number> } };

const api = { apiKey: 44, apiVersion: 0, apiName: 'IncrementalAlterConfigs' } as const;
const topicResource = 2;
const set = 0;

/**
 * Sets these settings of a topic and leaves all others as they are, which the one request for it that kafkajs knows does not.
 * Rejects as kafkajs does if the broker refuses.
 */
export async function alterTopic(broker: Broker, topic: string, settings: TopicSettings): Promise<void> {
  const { connectionPool } = broker as Broker & Sends;
  const body = encode(topic, Object.entries(settings));
  const request = { ...api, encode: async () => ({ buf: body, buffer: body }) };
  const errorCode = await connectionPool.send({ request, response });
  if (errorCode !== 0) throw createErrorFromCode(errorCode);
}

function encode(topic: string, settings: readonly (readonly [string, string])[]): Buffer {
  const texts = [topic, ...settings.flat()].reduce((sum, text) => sum + 2 + Buffer.byteLength(text), 0);
  const writer = new ByteWriter(10 + texts + settings.length);
  const text = (value: string): void => {
    writer.int16(Buffer.byteLength(value));
    writer.text(value);
  };
  writer.int32(1);
  writer.uint8(topicResource);
  text(topic);
  writer.int32(settings.length);
  for (const [name, value] of settings) {
    text(name);
    writer.uint8(set);
    text(value);
  }
  writer.uint8(0); // not only to see whether it could be
  return writer.buffer;
}

/** One topic is asked for, so there is one answer, and it begins with the error. */
const response = {
  async decode(bytes: Buffer): Promise<object> {
    const reader = new ByteReader(bytes);
    const clientSideThrottleTime = reader.int32();
    reader.skip(4);
    return { throttleTime: 0, clientSideThrottleTime, errorCode: reader.int16() };
  },
  parse: async ({ errorCode }: { readonly errorCode: number }): Promise<number> => errorCode,
};
