import { formatPosition, mergeOffsets, type Position, parsePosition } from '@notes/kernel/position';

/** Remembers how much of the log somebody has seen: positions are merged, per partition the larger offset. */
export class PositionKeeper {
  #position: Position | undefined;

  /** Covers all that was added; undefined: nothing was. */
  get token(): string | undefined {
    return this.#position === undefined ? undefined : formatPosition(this.#position);
  }

  /** Text that is no position is passed over. One of another log replaces what was there: logs are not replaced backwards. */
  add(token: string | null | undefined): void {
    const added = token == null ? undefined : parsePosition(token);
    if (added === undefined) return;
    const before = this.#position?.epoch === added.epoch ? this.#position.offsets : new Map<number, number>();
    this.#position = { epoch: added.epoch, offsets: mergeOffsets(before, added.offsets) };
  }

  /** Forgets a position of the log that this token is of. */
  forget(token: string): void {
    if (parsePosition(token)?.epoch === this.#position?.epoch) this.#position = undefined;
  }
}
