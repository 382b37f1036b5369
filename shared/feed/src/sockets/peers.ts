type Peer = { present: boolean; atMs: number };

/** The other gateways that this one knows of, and which of them have disappeared. Times are on the clock of `performance.now`. */
export class Peers {
  readonly #peers = new Map<string, Peer>();
  readonly #missingMs: number;

  /** `missingMs`: how long one is missing, since it was seen last or first looked for, before it is forgotten. */
  constructor(missingMs: number) {
    this.#missingMs = missingMs;
  }

  get ids(): readonly string[] {
    return [...this.#peers.keys()];
  }

  /** Whether there was anything of it, when it was looked up. One that has been missing for too long is forgotten. */
  lookedUp(id: string, present: boolean, nowMs: number): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || present) this.#peers.set(id, { present, atMs: nowMs });
    else if (nowMs - peer.atMs > this.#missingMs) this.#peers.delete(id);
    else peer.present = false;
  }

  stopped(id: string): void {
    this.#peers.delete(id);
  }

  /** How many should be there and are not. */
  missing(nowMs: number): number {
    const missing = ({ present, atMs }: Peer): boolean => !present && nowMs - atMs <= this.#missingMs;
    return [...this.#peers.values()].filter(missing).length;
  }
}
