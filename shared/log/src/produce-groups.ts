import type { ClusterLink, Led } from './cluster-link.ts';
import { LogError } from './log-error.ts';
import { mapError } from './map-error.ts';
import { requestTimeoutMs } from './open-kafka.ts';
import { produce } from './produce.ts';
import type { Group, NewRecord } from './take-request.ts';
import { within } from './within.ts';

/**
 * Sends one leader its share of the groups, once, and tells each of them the outcome. Resolves with the failure, if
 * any.
 */
export async function produceGroups(
  link: ClusterLink,
  topic: string,
  { nodeId, partitions }: Led,
  all: readonly Group[],
): Promise<LogError | undefined> {
  const groups = all.filter(({ partition }) => partitions.includes(partition));
  let sent = false;
  try {
    const broker = await link.broker(nodeId);
    sent = true;
    await answered(produce(broker, { topic, partitions: byPartition(groups), timeoutMs: requestTimeoutMs }));
    for (const group of groups) group.resolve();
    return undefined;
  } catch (error) {
    const failure = mapError(error, 'append', sent);
    const told = sent && partitions.length > 1 ? inDoubt(failure) : failure;
    for (const group of groups) group.reject(told);
    return failure;
  }
}

/** That no answer came in time says nothing about the outcome. */
async function answered(produced: Promise<unknown>): Promise<void> {
  try {
    await within(requestTimeoutMs, produced, 'append');
  } catch (error) {
    throw error instanceof LogError ? new LogError('unknown', error.message, error) : error;
  }
}

/** kafkajs tells the failure of one partition, and not which of the others in the same request have been appended. */
function inDoubt(failure: LogError): LogError {
  return failure.kind === 'fatal' ? failure : new LogError('unknown', failure.message, failure);
}

function byPartition(groups: readonly Group[]): ReadonlyMap<number, readonly NewRecord[]> {
  const partitions = new Map<number, NewRecord[]>();
  for (const { partition, records } of groups) {
    const together = partitions.get(partition);
    if (together === undefined) partitions.set(partition, [...records]);
    else together.push(...records);
  }
  return partitions;
}
