import { formatPosition, mergeOffsets, parsePosition } from '@notes/kernel';
import { ProblemError } from '@notes/service';
import { failure } from './answer.ts';
import type { ItemOutcome, Writable, WrittenItem } from './writable.ts';

type Names = Pick<Writable<object>, 'name' | 'path'> & { readonly plural: string };

type Failed = Exclude<ItemOutcome, { kind: 'done' | 'unchanged' | 'refused' | 'blocked' | 'exhausted' }>;

/**
 * What has come of a bulk delete so far. A deletion counts if this request did it: one that is repeated under its key was
 * counted then. An item that cannot be changed (somebody else's, changed or deleted since it was selected, frozen) is passed over.
 */
export class BulkDeleteTally {
  readonly #names: Names;
  #deleted = 0;
  #unknown = false;
  #failed: { readonly outcome: Failed; readonly written: WrittenItem } | undefined;
  #epoch = '';
  #offsets = new Map<number, number>();

  constructor(names: Names) {
    this.#names = names;
  }

  get deleted(): number {
    return this.#deleted;
  }

  /** Everything up to the position that items were selected at, and all deletions. */
  get token(): string {
    return formatPosition({ epoch: this.#epoch, offsets: this.#offsets });
  }

  selectedAt(text: string): void {
    const position = parsePosition(text);
    if (position === undefined) throw new Error(`the database gave ${text} for a position`);
    this.#epoch = position.epoch;
    this.#offsets = mergeOffsets(this.#offsets, position.offsets);
  }

  add(written: WrittenItem): void {
    const { outcome, end } = written;
    switch (outcome.kind) {
      case 'done':
        if (!outcome.replayed) this.#deleted += 1;
        this.#offsets = mergeOffsets(this.#offsets, new Map([[end.partition, outcome.offset]]));
        break;
      case 'unchanged':
      case 'refused':
      case 'blocked':
      case 'exhausted':
        break;
      default:
        this.#unknown ||= outcome.kind === 'unknown';
        this.#failed ??= { outcome, written };
    }
  }

  /** Throws the problem if any deletion has failed. */
  check(): void {
    if (this.#failed !== undefined)
      throw this.problem(failure(this.#names, this.#failed.outcome, this.#failed.written.end));
  }

  /** A failure as the client has to know it: as it is if nothing was done, or if to repeat the request would not help. */
  problem(reason: unknown): unknown {
    if (this.#deleted === 0 && !this.#unknown) return reason;
    if (!this.#unknown && reason instanceof ProblemError && reason.slug === 'idempotency-key-reused')
      return new ProblemError(
        reason.slug,
        `${reason.message} ${this.#deleted} ${this.#names.plural} have been deleted all the same.`,
        {
          errors: reason.errors ?? [],
        },
      );
    return new ProblemError(
      'outcome-unknown',
      `${this.#deleted} ${this.#names.plural} are known to be deleted, and others may be or are still to be. Repeat the request to go on.`,
      { cause: reason },
    );
  }
}
