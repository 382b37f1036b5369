type Peer = { heard: boolean; atMs: number };

/** The other gateways that this one knows of, and which of them are not heard of any more. Times are on the clock of `performance.now`. */
export class Peers {
  readonly #peers = new Map<string, Peer>();
  readonly #missingMs: number;

  /** `missingMs`: how long one is missing, since it was heard of last or first looked for, before it is forgotten. */
  constructor(missingMs: number) {
    this.#missingMs = missingMs;
  }

  get ids(): readonly string[] {
    return [...this.#peers.keys()];
  }

  /** Whether there was anything of it, when it was asked for. One that has been missing for too long is forgotten. */
  asked(id: string, heard: boolean, nowMs: number): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || heard) this.#peers.set(id, { heard, atMs: nowMs });
    else if (nowMs - peer.atMs > this.#missingMs) this.#peers.delete(id);
    else peer.heard = false;
  }

  stopped(id: string): void {
    this.#peers.delete(id);
  }

  /** How many should be there and are not heard of. */
  missing(nowMs: number): number {
    const missing = ({ heard, atMs }: Peer): boolean => !heard && nowMs - atMs <= this.#missingMs;
    return [...this.#peers.values()].filter(missing).length;
  }
}
