import { setTimeout as wait } from 'node:timers/promises';
import type { CallerHeaders, LogEnds } from '@notes/feed';
import { awayReason, ProblemError } from '@notes/service';
import { callService } from './call-service.ts';
import type { Upstream } from './upstream.ts';

type Status = { readonly partitions: readonly { readonly partition: number; readonly end: number | null }[] };

const timeoutMs = 3_000;
/** The ends that the query service knows may be a second old. */
const staleMs = 1_200;

/** From the query service: the gateway does not speak with Kafka. */
export function createLogEnds(query: Upstream): LogEnds {
  return {
    async reach(offsets, headers) {
      if (hold(await fetchEnds(query, headers), offsets)) return true;
      await wait(staleMs);
      return hold(await fetchEnds(query, headers), offsets);
    },
  };
}

/** `end` is the offset that the next record will get. */
function hold(ends: ReadonlyMap<number, number | null>, offsets: ReadonlyMap<number, number>): boolean {
  for (const [partition, offset] of offsets) {
    const end = ends.get(partition);
    if (end === undefined) return false;
    if (end === null) throw unavailable('Kafka is away.');
    if (offset >= end) return false;
  }
  return true;
}

async function fetchEnds(query: Upstream, headers: CallerHeaders): Promise<ReadonlyMap<number, number | null>> {
  try {
    const { status, body } = await callService(query, { method: 'GET', path: '/v1/status', headers }, { timeoutMs });
    if (status !== 200) throw new Error(`status ${status}`);
    const { partitions } = JSON.parse(body) as Status;
    return new Map(partitions.map(({ partition, end }) => [partition, end]));
  } catch (error) {
    throw unavailable(
      error instanceof ProblemError ? error.message : `of the query service, ${awayReason(error)}.`,
      error,
    );
  }
}

const unavailable = (reason: string, cause?: unknown): ProblemError =>
  new ProblemError('unavailable', `Whether the log reaches so far cannot be told at the moment: ${reason}`, { cause });
