/**
 * Remembers what tokens were found to be, by their text, each until its own time, and no more than `max` of them: those that
 * were not used for longest go first.
 */
export class TokenCache<T> {
  readonly #max: number;
  // A Map keeps the order of insertion: what is put in again on every use is, from its front, the least recently used.
  readonly #entries = new Map<string, { readonly value: T; readonly untilMs: number }>();

  constructor(max: number) {
    this.#max = max;
  }

  get(token: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    this.#entries.delete(token);
    if (nowMs >= entry.untilMs) return undefined;
    this.#entries.set(token, entry);
    return entry.value;
  }

  /** `untilMs`: from when on it is forgotten, on the clock that `get` is told the time by. */
  set(token: string, value: T, untilMs: number): void {
    this.#entries.delete(token);
    this.#entries.set(token, { value, untilMs });
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
