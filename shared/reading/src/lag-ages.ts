import type { Next } from '@notes/kernel';

/** How far the read model and the log are in one partition: what is to be applied next, and where the next record will stand. */
export type PartitionProgress = { readonly partition: number; readonly next: Next; readonly end: number };

/** The log was seen to end here, first at this time. */
type Sight = { readonly end: number; readonly atMs: number };

/** Ends are remembered this part of the age apart, so that they stay few: 1,200 of an hour, 4,500 of a month. */
const part = 1 / 512;

/**
 * How old the oldest record is that has not been applied, without looking at records: by when the log was first seen to reach beyond what is
 * applied. That is a little too short at most, by the time between two looks; what was there before the first look counts from there.
 */
export class LagAges {
  readonly #sights = new Map<number, Sight[]>();

  /** In ms, by partition; 0 for one that lags by nothing. `nowMs` is on the clock of `performance.now`. */
  look(progress: readonly PartitionProgress[], nowMs: number): ReadonlyMap<number, number> {
    return new Map(progress.map((each) => [each.partition, this.#lookAt(each, nowMs)]));
  }

  #lookAt({ partition, next, end }: PartitionProgress, nowMs: number): number {
    const sights = (this.#sights.get(partition) ?? []).filter((sight) => sight.end > next);
    this.#sights.set(partition, sights);
    const [oldest, newest] = [sights[0], sights.at(-1)];
    const ageMs = oldest === undefined ? 0 : nowMs - oldest.atMs;
    const isNew = end > (newest?.end ?? next);
    if (isNew && (newest === undefined || nowMs - newest.atMs >= ageMs * part)) sights.push({ end, atMs: nowMs });
    return ageMs;
  }
}
