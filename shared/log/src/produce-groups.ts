import { nextOf } from '@notes/kernel/position';
import type { Leader } from './leader-links.ts';
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

/** What became of a request: the partitions that failed, and, where that is because there was no answer, why. */
type Produced = { readonly failures: Failures; readonly broken?: LogError };

/** Sends a leader groups of its partitions, once, and tells each of them the outcome of its partition. Resolves with what failed. */
export async function produceGroups(
  leader: Leader,
  topic: string,
  groups: readonly Group[],
  onAppended: OnAppended,
): Promise<Produced> {
  const produced = await send(leader, topic, byPartition(groups), onAppended);
  for (const { partition, resolve, reject } of groups) {
    const failure = produced.failures.get(partition);
    if (failure === undefined) resolve();
    else reject(failure);
  }
  return produced;
}

async function send(
  { link, nodeId }: Leader,
  topic: string,
  partitions: Records,
  onAppended: OnAppended,
): Promise<Produced> {
  let sent = false;
  try {
    const broker = await link.broker(nodeId);
    sent = true;
    const produced = await answered(produce(broker, { topic, partitions, timeoutMs: requestTimeoutMs }));
    const failures = new Map<number, LogError>();
    for (const [partition, result] of produced)
      if (result instanceof Error) failures.set(partition, mapError(result, 'append', true));
      else onAppended(appendedAt(partition, result.base, partitions.get(partition) ?? []));
    return { failures };
  } catch (error) {
    const broken = mapError(error, 'append', sent);
    return { failures: new Map(Array.from(partitions.keys(), (partition) => [partition, broken])), broken };
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
