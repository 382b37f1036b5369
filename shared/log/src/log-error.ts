/**
 * What a failure means to the caller.
 * - `unavailable`: nothing was appended or read; it may work later.
 * - `unknown`: the records may have been appended, or may yet be.
 * - `out-of-range`: the log does not hold what the position stands for: truncated, deleted or exchanged. A person must
 *   look.
 * - `too-large`: the broker will never take this record.
 * - `fatal`: trying again does not help: credentials, rights, configuration, data that cannot be read.
 */
export type LogErrorKind = 'unavailable' | 'unknown' | 'out-of-range' | 'too-large' | 'fatal';

export class LogError extends Error {
  readonly kind: LogErrorKind;

  constructor(kind: LogErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'LogError';
    this.kind = kind;
  }
}
