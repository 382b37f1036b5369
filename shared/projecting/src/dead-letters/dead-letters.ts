import type { Logger } from '@notes/service';
import type { VoidRecord } from '../domain/project-batches.ts';

/** A record without effect that needs an operator: where it is, why, and how it begins. */
export type DeadLetter = {
  readonly partition: number;
  readonly pos: number;
  readonly reason: string;
  readonly detail: string;
  readonly key: Excerpt | null;
  readonly value: Excerpt | null;
  /** The broker's stamp, or where the topic takes them its producer's; null if that is no time that a database knows. */
  readonly recordTime: string | null;
};

/** The beginning of a key or value, and how many bytes the whole has. */
type Excerpt = { readonly start: Uint8Array; readonly bytes: number };

/** Enough to see what the writer meant. */
export const maxExcerptBytes = 4096;

/** A detail may quote the record, so it is of any length and may hold what a database refuses. */
const maxDetailLength = 1000;

/** The letters among the records without effect: all but those that have merely lost a race, which is everyday. */
export function deadLetters(voids: readonly VoidRecord[]): DeadLetter[] {
  return voids
    .filter(({ reason }) => reason !== 'superseded')
    .map(({ partition, offset, reason, detail, raw: { key, value, timestamp } }) => ({
      partition,
      pos: offset,
      reason,
      detail: detail.slice(0, maxDetailLength).replaceAll('\u0000', '\\u0000'),
      key: excerptOf(key),
      value: excerptOf(value),
      recordTime: timeOf(timestamp),
    }));
}

const excerptOf = (bytes: Uint8Array | null): Excerpt | null =>
  bytes && { start: bytes.subarray(0, maxExcerptBytes), bytes: bytes.length };

/** Producers may set any value: -1 is common for "none", and a year beyond 9999 would be no text that Postgres reads. */
function timeOf(timestamp: number | undefined): string | null {
  if (timestamp === undefined || !(timestamp >= 0 && timestamp <= Date.UTC(9999, 11, 31))) return null;
  return new Date(timestamp).toISOString();
}

/** More of one transaction are not worth a line each: one writer gone wrong is the cause of all. */
const maxLines = 10;

/** Logs the records that a writer got wrong. Lost races are everyday and only counted. */
export function logVoids(logger: Pick<Logger, 'warn'>, voids: readonly VoidRecord[]): void {
  const mistakes = voids.filter(({ reason }) => reason !== 'superseded');
  for (const { partition, offset, reason, detail } of mistakes.slice(0, maxLines))
    logger.warn({ partition, offset, reason, detail }, 'a record has no effect');
  const more = mistakes.length - maxLines;
  if (more > 0) logger.warn({ records: more }, 'further records have no effect');
}
