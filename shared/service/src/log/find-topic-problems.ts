import type { LogAdmin } from '@notes/log';
import type { LogIdentity } from './log-faults.ts';

/** Something about the topic that is not as it should be. */
export type TopicProblem = {
  /** The setting, or `partitions`, or `beginning`. */
  readonly name: string;
  /** Events are or would be lost or refused. */
  readonly harmful: boolean;
  /** What is wrong and what mends it, for people. */
  readonly text: string;
  /** How many records have no effect because of it. */
  readonly records?: number;
};

type Asked = Pick<LogAdmin, 'checkTopic' | 'partitions' | 'startOffsets' | 'endOffsets'>;

/** Looks at the settings of the topic, at its partitions and at their beginnings. Rejects with a LogError. */
export async function findTopicProblems(admin: Asked, log: LogIdentity): Promise<TopicProblem[]> {
  const faults = await admin.checkTopic();
  const settings = faults.map(({ name, value, wanted, harmful, command }) => ({
    ...{ name, harmful },
    text: `${name} is ${value}, ${harmful ? 'must' : 'should'} be ${wanted}: ${command}`,
  }));
  return [...settings, ...(await foreignPartitions(admin, log)), ...(await deletedBeginnings(admin, log))];
}

async function foreignPartitions(admin: Asked, { partitions: opened }: LogIdentity): Promise<TopicProblem[]> {
  const partitions = (await admin.partitions()) ?? opened;
  if (partitions <= opened) return [];
  const foreign = Array.from({ length: partitions - opened }, (_, i) => opened + i);
  const [starts, ends] = await Promise.all([admin.startOffsets(foreign), admin.endOffsets(foreign)]);
  const records = foreign.reduce((sum, each) => sum + (ends.get(each) ?? 0) - (starts.get(each) ?? 0), 0);
  const text =
    `the topic has ${partitions} partitions, but the log was opened with ${opened}: the further ones are not read, ` +
    `and the ${records} records in them have no effect. Kafka cannot take partitions back; have other writers choose among ${opened}`;
  return [{ name: 'partitions', harmful: false, text, records }];
}

async function deletedBeginnings(admin: Asked, { partitions }: LogIdentity): Promise<TopicProblem[]> {
  const starts = await admin.startOffsets(Array.from({ length: partitions }, (_, partition) => partition));
  const deleted = [...starts].filter(([, start]) => start > 0).map(([partition]) => partition);
  if (deleted.length === 0) return [];
  const text =
    `the beginning of the log has been deleted (partition ${deleted.join(', ')}): this database goes on, but no other can be built ` +
    'from the log any more, so keep backups of it';
  return [{ name: 'beginning', harmful: true, text }];
}
