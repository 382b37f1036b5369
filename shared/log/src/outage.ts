type Lines = {
  /** It has stopped working. */
  onBegin(reason: string): void;
  /** It works again; so often it was tried in vain, in so many seconds. */
  onEnd(failures: number, seconds: number): void;
};

/** So long it must work before an outage counts as over. */
const restMs = 1_000;

/**
 * Tells of an outage once when it begins and once when it is over, however often something is tried meanwhile: also where now and then an
 * attempt succeeds, as where some partitions have a leader and others have none.
 *
 *   working  failed  → out, told
 *   out      worked  → resting
 *   resting  failed  → out, not told again; a second passes → working, told
 */
export class Outage {
  readonly #lines: Lines;
  #failures = 0;
  #began = 0;
  #rest: NodeJS.Timeout | undefined;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  failed(reason: string): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#failures += 1;
    if (this.#failures > 1) return;
    this.#began = performance.now();
    this.#lines.onBegin(reason);
  }

  /** May be called as often as one likes: it costs nothing while all is well. */
  worked(): void {
    if (this.#failures === 0 || this.#rest !== undefined) return;
    const seconds = (performance.now() - this.#began) / 1_000;
    this.#rest = setTimeout(() => this.#end(seconds), restMs).unref();
  }

  /** Tells nothing any more of the present outage. */
  forget(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#failures = 0;
  }

  #end(seconds: number): void {
    const failures = this.#failures;
    this.forget();
    this.#lines.onEnd(failures, seconds);
  }
}
