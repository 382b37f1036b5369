import { brokerError, code } from '../broker-error.ts';
import type { Link } from '../cluster/link.ts';
import { asReadError, type LogError } from '../log-error.ts';
import type { LogBatch } from '../log-record.ts';
import {
  type FetchedPartition,
  type FetchLimits,
  fetchApi,
  readFetchResponse,
  writeFetchRequest,
} from '../wire/fetch.ts';
import { type Asked, advance, ask, type Cursor } from './cursor.ts';

export type FetchLoop = {
  readonly topic: string;
  readonly limits: FetchLimits;
  /** The cursors to fetch over this link now; none ends the loop. */
  cursors(): readonly Cursor[];
  /** Handles batches of different partitions; the loop waits for it before it looks at the next answer. */
  deliver(batches: readonly LogBatch[]): Promise<void> | undefined;
};

/** How much longer than it may hold a fetch a broker has to answer. */
const answerWithinMs = 5_000;

/**
 * Fetches all partitions of one leader by long polls, over and over. The next request goes out before the batches of the
 * last answer are handled, so that the broker reads while the handlers work; at most two answers are in memory.
 * Rejects with LogError when it cannot go on: what it had is delivered by then.
 */
export async function runFetchLoop(link: Link, loop: FetchLoop): Promise<void> {
  let rotation = 0;
  let pending = fetchFor(link, loop, rotation);
  while (pending !== undefined) {
    const { asked, answer } = pending;
    const { batches, failure } = take(loop.cursors(), asked, await answer);
    rotation += 1;
    pending = failure === undefined ? fetchFor(link, loop, rotation) : undefined;
    if (batches.length > 0) await loop.deliver(batches);
    if (failure !== undefined) throw failure;
  }
}

type Pending = { readonly asked: ReadonlyMap<number, Asked>; readonly answer: Promise<readonly FetchedPartition[]> };

/** Each request begins with another partition: the broker fills its answer in their order, up to the size limit. */
function fetchFor(link: Link, loop: FetchLoop, rotation: number): Pending | undefined {
  const cursors = loop.cursors();
  if (cursors.length === 0) return undefined;
  const asked = new Map<number, Asked>();
  const offsets = new Map<number, number>();
  for (let index = 0; index < cursors.length; index += 1) {
    const cursor = cursors[(index + rotation) % cursors.length];
    if (cursor === undefined) continue;
    const question = ask(cursor);
    asked.set(cursor.partition, question);
    offsets.set(cursor.partition, question.offset);
  }
  const answer = fetchOnce(link, loop, offsets);
  answer.catch(() => {}); // awaited later, after the handlers
  return { asked, answer };
}

async function fetchOnce(
  link: Link,
  loop: FetchLoop,
  offsets: ReadonlyMap<number, number>,
): Promise<readonly FetchedPartition[]> {
  const body = writeFetchRequest(loop.topic, offsets, loop.limits);
  const timeoutMs = loop.limits.maxWaitMs + answerWithinMs;
  try {
    const { errorCode, partitions } = readFetchResponse(await link.send(fetchApi, body, timeoutMs));
    if (errorCode !== code.none) throw brokerError(errorCode, 'fetch');
    return partitions;
  } catch (error) {
    throw asReadError(error);
  }
}

/** One partition's refusal does not keep the others from what they got. */
function take(
  cursors: readonly Cursor[],
  asked: ReadonlyMap<number, Asked>,
  fetched: readonly FetchedPartition[],
): { batches: LogBatch[]; failure: LogError | undefined } {
  const batches: LogBatch[] = [];
  let failure: LogError | undefined;
  for (const part of fetched) {
    const cursor = cursors.find(({ partition }) => partition === part.partition);
    const question = asked.get(part.partition);
    if (cursor === undefined || question === undefined || cursor.generation !== question.generation) continue;
    try {
      if (part.errorCode !== code.none) {
        throw brokerError(part.errorCode, `read partition ${part.partition} at offset ${question.offset}`);
      }
      const batch = advance(cursor, question, part);
      if (batch !== undefined) batches.push(batch);
    } catch (error) {
      failure = worse(failure, asReadError(error));
    }
  }
  return { batches, failure };
}

function worse(one: LogError | undefined, other: LogError): LogError {
  return one === undefined || one.kind === 'unavailable' ? other : one;
}
