import { setTimeout as wait } from 'node:timers/promises';
import { awayReason, ProblemError } from '@notes/service';

/** The ends of the log, which the query service knows: the gateway does not speak with Kafka. */
export type LogEnds = {
  /**
   * Whether the log holds all these offsets. `headers`: by which the query service knows on whose behalf it is asked. Throws
   * `unavailable` if nobody can tell.
   */
  reach(offsets: ReadonlyMap<number, number>, headers: CallerHeaders): Promise<boolean>;
};

/** Headers of a request that say who asks: what the client itself has sent. */
export type CallerHeaders = Readonly<Record<string, string>>;

type Status = { readonly partitions: readonly { readonly partition: number; readonly end: number | null }[] };

const timeoutMs = 3_000;
/** The ends that the query service tells may be a second old. */
const staleMs = 1_200;

export function createLogEnds(queryUrl: URL): LogEnds {
  return {
    async reach(offsets, headers) {
      if (hold(await fetchEnds(queryUrl, headers), offsets)) return true;
      await wait(staleMs);
      return hold(await fetchEnds(queryUrl, headers), offsets);
    },
  };
}

/** `end` is the offset that the next record will get. */
function hold(ends: ReadonlyMap<number, number | null>, offsets: ReadonlyMap<number, number>): boolean {
  for (const [partition, offset] of offsets) {
    const end = ends.get(partition);
    if (end === undefined) return false;
    if (end === null) throw unavailable('Kafka is away');
    if (offset >= end) return false;
  }
  return true;
}

async function fetchEnds(queryUrl: URL, headers: CallerHeaders): Promise<ReadonlyMap<number, number | null>> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(new URL('/v1/status', queryUrl), { headers, signal });
    if (!answer.ok) throw unavailable(`the query service answered ${answer.status}`);
    const { partitions } = (await answer.json()) as Status;
    return new Map(partitions.map(({ partition, end }) => [partition, end]));
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw unavailable(`of the query service, ${awayReason(error)}`, error);
  }
}

const unavailable = (reason: string, cause?: unknown): ProblemError =>
  new ProblemError('unavailable', `Whether the log reaches so far cannot be told at the moment: ${reason}.`, { cause });
