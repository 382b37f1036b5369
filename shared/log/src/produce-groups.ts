import type { ClusterConnection, LeaderShare } from './cluster-connection.ts';
import { LogError } from './log-error.ts';
import { mapError } from './map-error.ts';
import { requestTimeoutMs } from './open-kafka.ts';
import { produce } from './produce.ts';
import type { Group, NewRecord } from './take-request.ts';
import { answerWithin } from './within.ts';

/** The failures of partitions, by partition. */
export type Failures = ReadonlyMap<number, LogError>;

/**
 * Sends one leader its share of the groups, once, and tells each of them the outcome of its partition. Resolves with what
 * failed.
 */
export async function produceGroups(
  link: ClusterConnection,
  topic: string,
  { nodeId, partitions }: LeaderShare,
  all: readonly Group[],
): Promise<Failures> {
  const groups = all.filter(({ partition }) => partitions.includes(partition));
  const failures = await send(link, topic, nodeId, byPartition(groups));
  for (const { partition, resolve, reject } of groups) {
    const failure = failures.get(partition);
    if (failure === undefined) resolve();
    else reject(failure);
  }
  return failures;
}

async function send(link: ClusterConnection, topic: string, nodeId: string, partitions: Records): Promise<Failures> {
  let sent = false;
  try {
    const broker = await link.broker(nodeId);
    sent = true;
    const errors = await answered(produce(broker, { topic, partitions, timeoutMs: requestTimeoutMs }));
    return new Map(Array.from(errors, ([partition, error]) => [partition, mapError(error, 'append', true)]));
  } catch (error) {
    const failure = mapError(error, 'append', sent);
    return new Map(Array.from(partitions.keys(), (partition) => [partition, failure]));
  }
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
