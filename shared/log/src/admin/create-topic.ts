import { brokerError, code } from '../broker-error.ts';
import type { Link } from '../cluster/link.ts';
import type { Router } from '../cluster/router.ts';
import { readTopology } from '../cluster/topology.ts';
import { LogError } from '../log-error.ts';
import { type ConfigEntry, settingsFor } from './topic-settings.ts';

const createWithinMs = 4_000;
const topicResource = 2;
const brokerResource = 4;

/** Creates the topic with the settings the log needs. False when there is one already. Rejects with LogError. */
export async function createTopicOn(
  router: Router,
  topic: string,
  partitions: number,
  replication: number | undefined,
): Promise<boolean> {
  const any = await router.anyLink();
  const topology = await readTopology(any, topic);
  if (topology.partitions !== undefined) return false;
  await router.refresh().catch(() => {}); // learns the brokers' addresses; that the topic is missing is known
  const controller = await router.linkTo(topology.controller);
  const factor = replication ?? (await defaultReplication(controller, topology.controller));
  const answer = await controller.call<{ topicErrors: { errorCode: number; errorMessage: string | null }[] }>(
    'CreateTopics',
    {
      topics: [{ topic, numPartitions: partitions, replicationFactor: factor, configEntries: settingsFor(factor) }],
      timeout: createWithinMs,
    },
  );
  const result = answer.topicErrors[0];
  if (result === undefined || result.errorCode === code.none) return true;
  if (result.errorCode === code.topicExists) return false;
  const error = brokerError(result.errorCode, `create topic ${topic}`);
  throw new LogError(error.kind, `${error.message} ${result.errorMessage ?? ''}`.trim(), error);
}

async function defaultReplication(link: Link, broker: number): Promise<number> {
  const entries = await describeConfigs(link, brokerResource, String(broker), ['default.replication.factor']);
  return Number(entries[0]?.value ?? 1);
}

/** The topic's effective settings. */
export function topicConfigs(link: Link, topic: string): Promise<ConfigEntry[]> {
  return describeConfigs(link, topicResource, topic, []);
}

/** Without names, all settings. */
async function describeConfigs(
  link: Link,
  type: number,
  name: string,
  configNames: readonly string[],
): Promise<ConfigEntry[]> {
  const answer = await link.call<{
    resources: { errorCode: number; configEntries: { configName: string; configValue: string }[] }[];
  }>('DescribeConfigs', { resources: [{ type, name, configNames }] });
  const resource = answer.resources[0];
  const errorCode = resource?.errorCode ?? code.unknownTopic;
  if (errorCode !== code.none) throw brokerError(errorCode, `settings of ${name}`);
  return (resource?.configEntries ?? []).map(({ configName, configValue }) => ({
    name: configName,
    value: configValue,
  }));
}
