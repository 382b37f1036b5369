import { fromBeginning, type Next, type SubjectState } from '@notes/kernel';
import type { Refusal as RefusedAppend } from '@notes/log';

/**
 * How an attempt ended. Only `unknown` (or no answer) means that something may have happened; all but `done` mean that
 * this attempt did nothing.
 */
export type Outcome<State = SubjectState, Refusal = string> =
  /** Accepted. `offset` is the event's; `replayed`: an earlier attempt with the same command id did it. */
  | { readonly kind: 'done'; readonly state: State; readonly offset: number; readonly replayed: boolean }
  /** Proved: there is nothing to change. */
  | { readonly kind: 'unchanged'; readonly state: State }
  /** Proved: the subject as it is does not allow it. */
  | { readonly kind: 'refused'; readonly why: Refusal; readonly state: State | undefined }
  /** The command id was used before to ask for something else. */
  | { readonly kind: 'key-reused' }
  /** Proved: the subject has an event of an unknown type, and the command is not among its events. */
  | { readonly kind: 'blocked' }
  /** Proved: the subject's last event is the last that it can have. */
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unknown' }
  /** The deadline passed before it was this attempt's turn, or others always were first. */
  | { readonly kind: 'overloaded' }
  /** `why`: the brokers can be reached, but refuse. */
  | { readonly kind: 'log-away'; readonly why?: RefusedAppend }
  | { readonly kind: 'read-model-behind' }
  /** A defect of ours, before anything was sent. */
  | { readonly kind: 'failed' }
  /** The client has gone; nobody receives this. */
  | { readonly kind: 'gone' };

/** What a client asked for, once it is known who asks and which command it is. */
export type WriteRequest<Command = unknown> = {
  readonly subject: string;
  /** The subject's id was drawn at random just now: nothing can be known of it, so nothing need be looked up. */
  readonly isNew?: boolean;
  readonly command: Command;
  readonly actor: string;
  readonly commandId: string;
  /** The id is derived from an Idempotency-Key, so it may come again, and may have come before. */
  readonly keyed: boolean;
  readonly fingerprint: string;
  /** What a former build has written for the same request, where that was something else. */
  readonly formerFingerprint?: (() => string) | undefined;
  readonly traceparent: string | undefined;
  readonly gone: () => boolean;
};

/** A request on its way through the lane of its subject. */
export class Attempt {
  readonly request: WriteRequest;
  /** On the clock of `performance.now`. After it the attempt is never decided (again). */
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
  /** The state has been proved fresh since the attempt came. */
  provedFresh = false;
  /** Below this the journal does not know the command; it has not been looked up yet if this is the beginning. */
  notInJournalBelow: Next = fromBeginning;

  constructor(request: WriteRequest, deadline: number, settle: (outcome: Outcome) => void) {
    this.request = request;
    this.deadline = deadline;
    this.settle = settle;
  }
}
