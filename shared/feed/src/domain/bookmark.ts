/** Whoever gets few events is told this often how far it is, give or take. */
const leastMs = 30_000;
const spreadMs = 30_000;
/** Or when it is so many positions beyond what it was told: to read them again would be work. */
const farPositions = 10_000;

/**
 * When a subscriber is to be told again how far it is, so that it need not begin far back when it comes again. Progress is measured
 * as the sum of its positions over all partitions.
 */
export class Bookmark {
  readonly #periodMs: number;
  #told: number;
  #sinceMs: number | undefined;

  /** `told`: the progress that it knows of. `nth`: those who came together have numbers that differ, and are not all told together. */
  constructor(told: number, nth: number) {
    this.#told = told;
    this.#periodMs = leastMs + ((nth * 7_919) % spreadMs);
  }

  /** It has been told. */
  tell(progress: number): void {
    this.#told = progress;
    this.#sinceMs = undefined;
  }

  /** To be called about once a second: the time runs from the first call after it was told. */
  isDue(nowMs: number, progress: number): boolean {
    this.#sinceMs ??= nowMs;
    const ahead = progress - this.#told;
    return ahead >= farPositions || (ahead > 0 && nowMs - this.#sinceMs >= this.#periodMs);
  }
}
