import type { Logger } from '@notes/service';
import type { VoidRecord } from '../domain/project-batches.ts';

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
