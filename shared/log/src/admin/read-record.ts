import { brokerError, code } from '../broker-error.ts';
import type { Link } from '../cluster/link.ts';
import type { LogRecord } from '../log-record.ts';
import { fetchApi, readFetchResponse, writeFetchRequest } from '../wire/fetch.ts';
import { readRecordBatches } from '../wire/read-record-batches.ts';

/** A broker sends the first batch whole, however large; more than that is not wanted. */
const limits = { maxWaitMs: 0, maxBytes: 1, maxBytesPerPartition: 1 };
const answerWithinMs = 5_000;

/** The record at this offset, or undefined when the log has none there. Rejects with LogError. */
export async function readRecordAt(
  link: Link,
  topic: string,
  partition: number,
  offset: number,
): Promise<LogRecord | undefined> {
  const body = writeFetchRequest(topic, new Map([[partition, offset]]), limits);
  const { errorCode, partitions } = readFetchResponse(await link.send(fetchApi, body, answerWithinMs));
  const fetched = partitions[0];
  const failure = errorCode === code.none ? (fetched?.errorCode ?? code.unknownTopic) : errorCode;
  if (failure === code.offsetOutOfRange) return undefined;
  if (failure !== code.none) throw brokerError(failure, `read partition ${partition} at offset ${offset}`);
  if (fetched === undefined) return undefined;
  const { records } = readRecordBatches(fetched.batches, partition, offset);
  return records[0]?.offset === offset ? records[0] : undefined;
}
