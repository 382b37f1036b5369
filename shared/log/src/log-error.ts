import type { Refusal } from './refusal.ts';

/**
 * What a failure means to the caller.
 * - `unavailable`: nothing was appended or read; it may work later.
 * - `unknown`: the records may have been appended, or may yet be.
 * - `refused`: nothing was appended, and will not be until what `refusal` says is mended.
 * - `out-of-range`: the log does not hold what the position stands for: truncated, deleted or exchanged. A person must
 *   look.
 * - `too-large`: the broker will never take this record.
 * - `fatal`: trying again does not help: credentials, rights, configuration, data that cannot be read.
 */
export type LogErrorKind = 'unavailable' | 'unknown' | 'refused' | 'out-of-range' | 'too-large' | 'fatal';

export class LogError extends Error {
  readonly kind: LogErrorKind;
  /** Why brokers refuse appends. With `unknown` too: those that are too few may have appended all the same. */
  readonly refusal: Refusal | undefined;

  constructor(kind: LogErrorKind, message: string, cause?: unknown, refusal?: Refusal) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LogError';
    this.kind = kind;
    this.refusal = refusal;
  }
}
