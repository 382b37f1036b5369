import type { Command, NoteState, Refusal } from '@notes/feature-notes/domain';
import type { Refusal as RefusedAppend } from '@notes/log';

/**
 * How an attempt ended. Only `unknown` (or no answer) means that something may have happened; all but `done` mean that
 * this attempt did nothing.
 */
export type Outcome =
  /** Accepted. `offset` is the event's; `replayed`: an earlier attempt with the same command id did it. */
  | { readonly kind: 'done'; readonly state: NoteState; readonly offset: number; readonly replayed: boolean }
  /** Proved: there is nothing to change. */
  | { readonly kind: 'unchanged'; readonly state: NoteState }
  /** Proved: the note as it is does not allow it. */
  | { readonly kind: 'refused'; readonly why: Refusal; readonly state: NoteState | undefined }
  /** The command id was used before to ask for something else. */
  | { readonly kind: 'key-reused' }
  /** Proved: the note holds an event of an unknown type, and the command is not among its events. */
  | { readonly kind: 'blocked' }
  /** Proved: the note's last event is the last that it can have. */
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unknown' }
  /** The deadline passed before it was this attempt's turn, or others always were first. */
  | { readonly kind: 'overloaded' }
  /** `why`: the brokers can be reached, but refuse. */
  | { readonly kind: 'log-away'; readonly why?: RefusedAppend }
  | { readonly kind: 'read-model-behind' }
  /** A defect of ours, before anything was sent. */
  | { readonly kind: 'failed' }
  /** The client has gone; nobody hears this. */
  | { readonly kind: 'gone' };

/** What a client asked for, once it is known who asks and which command it is. */
export type Order = {
  readonly noteId: string;
  readonly command: Command;
  readonly commandId: string;
  /** The id is derived from an Idempotency-Key, so it may come again, and may have come before. */
  readonly keyed: boolean;
  readonly fingerprint: string;
  /** What a former build has written for the same request, where that was something else. */
  readonly formerFingerprint?: (() => string) | undefined;
  readonly traceparent: string | undefined;
  readonly gone: () => boolean;
};

/** An order on its way through the lane of its note. */
export class Attempt {
  readonly noteId: string;
  readonly command: Command;
  readonly commandId: string;
  readonly keyed: boolean;
  readonly fingerprint: string;
  readonly formerFingerprint: (() => string) | undefined;
  readonly traceparent: string | undefined;
  readonly gone: () => boolean;
  /** On the clock of `performance.now`. After it the attempt is never decided (again). */
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
  /** The lane's note: the state has been proved fresh since the attempt came. */
  proved = false;
  /** The lane's note: up to this offset the journal does not know the command; -1: it has not been asked. */
  unknownUpTo = -1;

  constructor(order: Order, deadline: number, settle: (outcome: Outcome) => void) {
    this.noteId = order.noteId;
    this.command = order.command;
    this.commandId = order.commandId;
    this.keyed = order.keyed;
    this.fingerprint = order.fingerprint;
    this.formerFingerprint = order.formerFingerprint;
    this.traceparent = order.traceparent;
    this.gone = order.gone;
    this.deadline = deadline;
    this.settle = settle;
  }
}
