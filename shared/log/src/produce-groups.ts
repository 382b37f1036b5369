import { nextOf } from '@notes/kernel/position';
import type { ClusterConnection, LeaderShare } from './cluster-connection.ts';
import { LogError } from './log-error.ts';
import type { LogBatch } from './log-record.ts';
import { mapError } from './map-error.ts';
import { requestTimeoutMs } from './open-kafka.ts';
import { produce } from './produce.ts';
import type { Group, NewRecord } from './take-request.ts';
import { answerWithin } from './within.ts';

/** The failures of partitions, by partition. */
export type Failures = ReadonlyMap<number, LogError>;

/** Called with what has just been appended to a partition, before those who asked for it learn of it. */
export type OnAppended = (batch: LogBatch) => void;

/**
 * Sends one leader its share of the groups, once, and tells each of them the outcome of its partition. Resolves with what
 * failed.
 */
export async function produceGroups(
  link: ClusterConnection,
  topic: string,
  { nodeId, partitions }: LeaderShare,
  all: readonly Group[],
  onAppended: OnAppended,
): Promise<Failures> {
  const groups = all.filter(({ partition }) => partitions.includes(partition));
  const failures = await send(link, topic, nodeId, byPartition(groups), onAppended);
  for (const { partition, resolve, reject } of groups) {
    const failure = failures.get(partition);
    if (failure === undefined) resolve();
    else reject(failure);
  }
  return failures;
}

async function send(
  link: ClusterConnection,
  topic: string,
  nodeId: string,
  partitions: Records,
  onAppended: OnAppended,
): Promise<Failures> {
  let sent = false;
  try {
    const broker = await link.broker(nodeId);
    sent = true;
    const produced = await answered(produce(broker, { topic, partitions, timeoutMs: requestTimeoutMs }));
    const failures = new Map<number, LogError>();
    for (const [partition, result] of produced)
      if (result instanceof Error) failures.set(partition, mapError(result, 'append', true));
      else onAppended(appendedAt(partition, result.base, partitions.get(partition) ?? []));
    return failures;
  } catch (error) {
    const failure = mapError(error, 'append', sent);
    return new Map(Array.from(partitions.keys(), (partition) => [partition, failure]));
  }
}

/** The records of one batch, where it stands in the log. */
function appendedAt(partition: number, base: number, records: readonly NewRecord[]): LogBatch {
  const placed = records.map(({ key, value }, index) => ({
    partition,
    offset: base + index,
    key: key === null ? null : Buffer.from(key),
    value,
    timestamp: -1,
  }));
  const next = nextOf(base + records.length - 1);
  return { partition, from: nextOf(base - 1), next, end: next, records: placed };
}

/** That no answer came in time says nothing about the outcome. */
async function answered<T>(produced: Promise<T>): Promise<T> {
  try {
    return await answerWithin(requestTimeoutMs, produced, 'append');
  } catch (error) {
    throw error instanceof LogError ? new LogError('unknown', error.message, error) : error;
  }
}

type Records = ReadonlyMap<number, readonly NewRecord[]>;

function byPartition(groups: readonly Group[]): Records {
  const partitions = new Map<number, NewRecord[]>();
  for (const { partition, records } of groups) {
    const together = partitions.get(partition);
    if (together === undefined) partitions.set(partition, [...records]);
    else together.push(...records);
  }
  return partitions;
}
