/** A subscriber that gets few events is sent its position this often, give or take. */
const leastMs = 30_000;
const spreadMs = 30_000;
/** Or when it is so many positions beyond what was reported: to read them again would be work. */
const farPositions = 10_000;

/**
 * When a subscriber is to be sent its position again, so that it need not begin far back when it reconnects. Progress is measured
 * as the sum of its positions over all partitions.
 */
export class Bookmark {
  readonly #periodMs: number;
  #reported: number;
  #sinceMs: number | undefined;

  /** `reported`: the progress that it knows of. `nth`: those that came together have numbers that differ, and are not all due together. */
  constructor(reported: number, nth: number) {
    this.#reported = reported;
    this.#periodMs = leastMs + ((nth * 7_919) % spreadMs);
  }

  /** It has been sent its position. */
  report(progress: number): void {
    this.#reported = progress;
    this.#sinceMs = undefined;
  }

  /** To be called about once a second: the time runs from the first call after the last report. */
  isDue(nowMs: number, progress: number): boolean {
    this.#sinceMs ??= nowMs;
    const ahead = progress - this.#reported;
    return ahead >= farPositions || (ahead > 0 && nowMs - this.#sinceMs >= this.#periodMs);
  }
}
