import type { LogConfig } from './log-config.ts';

/** A setting of the topic that the log must not have, what it must be, and the command that makes it so. */
export type TopicFault = {
  readonly name: string;
  readonly value: string;
  readonly wanted: string;
  /** Events would be lost or refused with it. Without it all is well, but something may go wrong that need not. */
  readonly harmful: boolean;
  readonly command: string;
};

export type ConfigEntry = { readonly name: string; readonly value: string };

type Rule = {
  readonly name: string;
  readonly wanted: string;
  readonly harmful: boolean;
  holds(value: string): boolean;
};

const exactly = (name: string, wanted: string, harmful = true): Rule => ({
  ...{ name, wanted, harmful },
  holds: (value) => value === wanted,
});

/** Events are the only truth there is: nothing may delete, compact or truncate them. */
const always: readonly Rule[] = [
  exactly('cleanup.policy', 'delete'),
  exactly('retention.ms', '-1'),
  exactly('retention.bytes', '-1'),
  exactly('unclean.leader.election.enable', 'false'),
];

/**
 * Whatever a producer compresses by, the broker undoes: we read it all, but consumers of other teams may not know every way. And
 * the brokers stamp the records, for they refuse those whose stamp is an hour ahead of them, whichever clock is right.
 */
const better: readonly Rule[] = [
  exactly('compression.type', 'uncompressed', false),
  exactly('message.timestamp.type', 'LogAppendTime', false),
];

/** Twice what an append request may hold; Kafka's default is 1048588. */
const roomForRequests: Rule = {
  name: 'max.message.bytes',
  wanted: '1048588',
  harmful: true,
  holds: (value) => Number(value) >= 1_000_000,
};

const twoInSync: Rule = {
  name: 'min.insync.replicas',
  wanted: '2',
  harmful: true,
  holds: (value) => Number(value) >= 2,
};

/** With fewer replicas, two in sync would stop all writes at the first failure. */
const replicasForTwoInSync = 3;

/** The settings a new topic gets. */
export function settingsFor(replication: number): ConfigEntry[] {
  const rules = [...always, ...(replication >= replicasForTwoInSync ? [twoInSync] : []), ...better];
  return rules.map(({ name, wanted }) => ({ name, value: wanted }));
}

/** The settings of an existing topic that break the rules of the log, harmful ones first. */
export function findFaults(
  config: Pick<LogConfig, 'brokers' | 'topic'>,
  entries: readonly ConfigEntry[],
  replication: number,
): TopicFault[] {
  const values = new Map(entries.map(({ name, value }) => [name, value]));
  const rules = [...always, roomForRequests, ...(replication >= replicasForTwoInSync ? [twoInSync] : []), ...better];
  return rules
    .map((rule) => ({ rule, value: values.get(rule.name) ?? 'unset' }))
    .filter(({ rule, value }) => !rule.holds(value))
    .map(({ rule: { name, wanted, harmful }, value }) => {
      const command = mend(config, `${name}=${wanted}`);
      return { name, value, wanted, harmful, command };
    });
}

function mend({ brokers, topic }: Pick<LogConfig, 'brokers' | 'topic'>, setting: string): string {
  const server = brokers.join(',');
  return `kafka-configs.sh --bootstrap-server ${server} --alter --entity-type topics --entity-name ${topic} --add-config ${setting}`;
}
