import type { Failures } from './produce-groups.ts';
import type { Refusal } from './refusal.ts';

/** By partition. */
export type Refusals = ReadonlyMap<number, Refusal>;

/**
 * The partitions that brokers refuse appends to, for reasons that do not pass by themselves. One leaves the list with the next append
 * to it that is acknowledged.
 */
export class RefusedPartitions {
  readonly #refused = new Map<number, Refusal>();
  readonly #onChange: (refused: Refusals) => void;

  constructor(onChange: (refused: Refusals) => void) {
    this.#onChange = onChange;
  }

  /** What has become of a request to these partitions. A record that is too large says nothing of others. */
  note(partitions: Iterable<number>, failures: Failures): void {
    if (this.#refused.size === 0 && failures.size === 0) return;
    let changed = false;
    for (const partition of partitions) {
      const failure = failures.get(partition);
      if (failure === undefined) changed = this.#refused.delete(partition) || changed;
      else if (failure.refusal !== undefined && failure.kind !== 'too-large') {
        changed = this.#refused.get(partition) !== failure.refusal || changed;
        this.#refused.set(partition, failure.refusal);
      }
    }
    if (changed) this.#onChange(new Map(this.#refused));
  }
}
