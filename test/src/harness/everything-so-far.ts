import { formatPosition, mergeOffsets, type Position, parsePosition } from '@notes/kernel';

/** Adds up the tokens of many answers, each of which covers the partition of its own write alone. */
export class EverythingSoFar {
  #position: Position | undefined;

  add(token: string): void {
    const position = parsePosition(token);
    if (position === undefined) throw new Error(`not a token: ${token}`);
    const before = this.#position?.offsets ?? new Map<number, number>();
    this.#position = { epoch: position.epoch, offsets: mergeOffsets(before, position.offsets) };
  }

  /** Covers all that was added; undefined before anything was. */
  get token(): string | undefined {
    return this.#position && formatPosition(this.#position);
  }
}
