import { brokerError, code } from '../broker-error.ts';
import type { Link } from '../cluster/link.ts';
import type { Router } from '../cluster/router.ts';
import { LogError } from '../log-error.ts';

export const latest = -1;
export const earliest = -2;

type ListOffsetsResponse = {
  responses: { topic: string; partitions: { partition: number; errorCode: number; offset: string }[] }[];
};

/**
 * Asks each leader, with one request, for the ends (`latest`, high watermarks) or starts (`earliest`) of its partitions.
 * Rejects with LogError `unavailable` when one of them has no linked leader or is refused.
 */
export async function listOffsets(
  router: Router,
  topic: string,
  partitions: readonly number[],
  timestamp: typeof latest | typeof earliest,
): Promise<Map<number, number>> {
  const byLink = new Map<Link, number[]>();
  for (const partition of partitions) {
    const link = router.linkOf(partition);
    if (link === undefined) throw new LogError('unavailable', `the leader of partition ${partition} is not connected`);
    byLink.set(link, [...(byLink.get(link) ?? []), partition]);
  }
  const offsets = new Map<number, number>();
  await Promise.all(
    [...byLink].map(async ([link, own]) => {
      const answer = await link.call<ListOffsetsResponse>('ListOffsets', {
        isolationLevel: 0, // up to the high watermark, whatever transactions hang
        topics: [{ topic, partitions: own.map((partition) => ({ partition, timestamp })) }],
      });
      for (const { partition, errorCode, offset } of answer.responses.flatMap((response) => response.partitions)) {
        if (errorCode !== code.none) throw brokerError(errorCode, `offsets of partition ${partition}`);
        offsets.set(partition, toOffset(offset));
      }
    }),
  );
  return offsets;
}

function toOffset(text: string): number {
  const offset = Number(text);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new LogError('fatal', `not an offset: ${text}`);
  return offset;
}
