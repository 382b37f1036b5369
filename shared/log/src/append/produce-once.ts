import { brokerError, code } from '../broker-error.ts';
import type { Link } from '../cluster/link.ts';
import { LogError } from '../log-error.ts';
import type { OutgoingRecord } from '../wire/outgoing-record.ts';
import { type ProduceResult, produceApi, readProduceResponse, writeProduceRequest } from '../wire/produce.ts';

/** How long replicas may take to acknowledge, and the broker to answer. */
const acknowledgeWithinMs = 5_000;

/**
 * Sends one produce request and says what became of each partition: its LogError, or undefined for an append that all
 * in-sync replicas have. Rejects with LogError `unavailable` when nothing was sent, `unknown` when there was no answer.
 */
export async function produceOnce(
  link: Link,
  topic: string,
  batches: ReadonlyMap<number, readonly OutgoingRecord[]>,
): Promise<(partition: number) => LogError | undefined> {
  const body = writeProduceRequest(topic, batches, acknowledgeWithinMs, Date.now());
  const results = readAnswer(await link.send(produceApi, body, acknowledgeWithinMs));
  return (partition) => failureOf(partition, results.get(partition));
}

function readAnswer(answer: Buffer): Map<number, ProduceResult> {
  try {
    return readProduceResponse(answer);
  } catch (error) {
    throw new LogError('unknown', 'the answer to an append cannot be read', error);
  }
}

/**
 * A base offset beside an error says that the leader has appended and something failed later: replicas were too few or
 * too slow, or it lost its leadership meanwhile. Then the records may stay, whatever the error's name.
 */
function failureOf(partition: number, result: ProduceResult | undefined): LogError | undefined {
  if (result === undefined) return new LogError('unknown', `no answer for partition ${partition}`);
  if (result.errorCode === code.none) return undefined;
  const error = brokerError(result.errorCode, `append to partition ${partition}`);
  return result.baseOffset >= 0 ? new LogError('unknown', error.message, error) : error;
}
