import { type Chain, fromBeginning, type KnownEvent, type Next, type SubjectState } from '@notes/kernel';
import type { Decided } from '@notes/kernel/claims';
import type { Refusal as RefusedAppend } from '@notes/log';
import type { Stages } from './stages.ts';

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
  /** Proved: another subject was live with the value while this one was to take it. */
  | { readonly kind: 'not-unique'; readonly holder: string }
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

/** How a turn of a write that needs a unique value ended in a lane, short of an outcome. */
export type TurnOutcome =
  /** The command comes to an event that takes or gives up a value, for which it has no ticket. */
  | { readonly kind: 'unclaimed'; readonly decided: Decided; readonly planned: PlannedEvent }
  | { readonly kind: 'read'; readonly chain: Chain | undefined }
  /** The chain does not end where the fence was to stand. */
  | { readonly kind: 'moved' };

/** An event on the chain that it continues, and that chain after it. It is good for that place, whenever that is had. */
export type PlannedEvent = { readonly event: KnownEvent; readonly after: Chain };

/** The value that an event may take, and the end of the chain that it may be appended to. */
export type Ticket = { readonly at: string | null; readonly takes: string | null };

/**
 * What a turn is for, where it is not just for the command. `prove`: a barrier is passed first that is requested after the turn
 * began. `ticket`: the event may take this value, in this place alone; `planned` is that event, if it was decided for that place before.
 * `read` and `fence` are in place of the command: the chain is handed over (one that is empty only if there is no command, which is
 * for that case), or a fence with this id appended to it if it ends at `on`.
 */
export type Turn = {
  readonly prove?: boolean;
  readonly ticket?: Ticket | undefined;
  readonly planned?: PlannedEvent | undefined;
  readonly read?: true;
  readonly fence?: { readonly on: string | null; readonly eventId: string };
};

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
  /** Where it is noted how far it is, if its trace is kept. */
  readonly stages?: Stages | undefined;
  readonly gone: () => boolean;
};

/** How long an attempt may take from its arrival. */
export const attemptMs = 10_000;

/** A turn that is just for the command. */
export const wholeTurn: Turn = {};

/** A request on its way through the lane of its subject. */
export class Attempt {
  readonly request: WriteRequest;
  readonly turn: Turn;
  /** On the clock of `performance.now`, `attemptMs` after its arrival. Past it the attempt is never decided (again). */
  readonly deadline: number;
  readonly settle: (outcome: Outcome | TurnOutcome) => void;
  /** The state has been proved fresh since the attempt came. */
  provedFresh = false;
  /** Below this the journal does not know the command; it has not been looked up yet if this is the beginning. */
  notInJournalBelow: Next = fromBeginning;

  constructor(
    request: WriteRequest,
    deadline: number,
    settle: (outcome: Outcome | TurnOutcome) => void,
    turn: Turn = wholeTurn,
  ) {
    this.request = request;
    this.turn = turn;
    this.deadline = deadline;
    this.settle = settle;
  }
}
