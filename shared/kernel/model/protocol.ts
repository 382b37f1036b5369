import type { Chain, Decision, Folding, KnownEvent, SubjectState } from '@notes/kernel';

/*
 * The protocol of writes on one subject, small enough that every interleaving of it can be tried.
 *
 * Who takes part
 *   Clients      send commands. A command has one id, however often it is sent: each sending is an *attempt*, to any
 *                instance, at any time, also while an earlier attempt is under way.
 *   Log          a list of records. What is in it stays, in order. Everything else is opinion.
 *   Requests     appends on their way to the log. One may arrive at once, late, twice, or never.
 *   Instances    of the command service. Each reads the log in order up to its *tail*, which lags. It may hold the subject in
 *                memory, and may drop it (evict) while no attempt is at work on it. It may crash, and starts again with nothing.
 *   Projector    applies the log up to its *checkpoint*, which lags too. With the checkpoint it keeps the subject's row and the
 *                journal, from which command ids are looked up. Its database may lose its last commits (a setback).
 *
 * An attempt
 *   unsent ──▶ asked ──▶ looked ──▶ appended ──▶ ended
 *                ▲          │ ▲         │
 *                └──────────┘ └─────────┘ void: decide again
 *
 *   asked      It has arrived, and the instance asks the database: row, checkpoint, and whether the journal has this command
 *              id, in one snapshot.
 *   looked     The snapshot is here. A cold subject is loaded: the row, and over it what the instance retains of the log from that
 *              checkpoint on. A snapshot older than what is retained, or older than the point since which memory knows the
 *              subject's command ids, cannot be joined to it: ask again. Then it is judged:
 *              - the id is known: answer what was answered first, before any precondition;
 *              - a refusal, or nothing to do: wait until the tail has passed the *barrier*, the end of the log as it was at some
 *                moment after the attempt arrived, and judge again; then answer. The model takes the moment of arrival, the
 *                earliest there is: every later barrier only waits longer;
 *              - an event: append it. All that waits on the instance may be decided in a row, each on the one before, and
 *                appended together, if it would make an event on the confirmed state as well (see `groupsFrom`).
 *   appended   The answer is open until the tail reads the event back. Accepted by the rule: success. Void: judge again.
 *   ended      Answered; or the instance crashed, and no answer ever comes. At its deadline an attempt ends whatever its stage:
 *              `unknown` if an append of it is undecided, else `overloaded`, which says that it did nothing.
 *
 * What is tried
 *   Every order of every step in the scope, by `explore`. `histories.ts` holds the rule of the log (the kernel's own `follow`),
 *   `*-steps.ts` what each of the participants may do next, `properties.ts` what must be true. Steps that could as well happen
 *   later, since nobody would notice, are tried only later; the reasons stand beside them.
 */

/** What goes wrong when a rule of the protocol is left out. Each is a way of being wrong that the properties must notice. */
export type Mutation =
  | 'no-barrier'
  | 'version-alone'
  | 'no-replay-check'
  | 'answer-on-acknowledgement'
  | 'load-without-retained'
  | 'decide-after-deadline'
  | 'nothing-at-deadline'
  | 'stale-look-up'
  | 'decide-together-freely';

/** What a client wants of the subject. */
export type ClientCommand<State extends SubjectState = SubjectState> = {
  readonly name: string;
  decide(state: State | undefined): Decision;
};

/** The aggregate whose protocol is tried, and what clients want of it. */
export type Tried = {
  readonly aggregate: Folding<SubjectState>;
  /** Commands that were accepted before the first step, in order: the subject as it is found. */
  readonly before: readonly ClientCommand[];
  readonly commands: readonly ClientCommand[];
};

/** How much of the world is tried. */
export type Scope = Tried & {
  /** The attempts that clients may make, those of one command in order: which command, and to which instances. */
  readonly attempts: readonly { readonly command: number; readonly at: readonly number[] }[];
  /** How many times each mishap may come. */
  readonly crashes: number;
  readonly duplicates: number;
  readonly setbacks: number;
  /** Without: the database stays as it was found, and asking it takes no time. */
  readonly projector: boolean;
  /** Without: nobody gives up, and every request arrives in the end. */
  readonly deadlines: boolean;
  readonly mutation?: Mutation;
};

/** An event as some attempt decided it. The same attempt on the same chain decides the same one. */
export type Decided = {
  readonly id: number;
  readonly attempt: number;
  readonly command: number;
  readonly event: KnownEvent;
};

/** A chain of accepted events. There is one object for each chain, so that equal means identical. */
export type History = {
  readonly id: number;
  readonly chain: Chain | undefined;
  readonly events: readonly Decided[];
};

export type Instance = {
  /** Records read so far. */
  readonly tail: number;
  /** The first offset that is retained: everything from there to the tail is at hand for loading cold subjects. */
  readonly retained: number;
  /** The subject in memory; its command ids are known since the offset `since`. */
  readonly subject: { readonly history: History; readonly since: number } | undefined;
};

export type Stage = 'unsent' | 'asked' | 'looked' | 'appended' | 'ended';

/** What the client knows of its attempt: `open` is an unknown outcome or no answer at all, `nothing` says that it did nothing. */
export type Told = 'waiting' | 'success' | 'refusal' | 'open' | 'nothing';

export type Attempt = {
  readonly stage: Stage;
  readonly told: Told;
  readonly instance: number;
  /** Length of the log when the attempt arrived. */
  readonly barrier: number;
  /** Whether every earlier attempt of the command had ended, for its client, when this one was sent. */
  readonly afterwards: boolean;
  /** Checkpoint of the snapshot that the look-up saw. */
  readonly seen: number;
  /** The event that it awaits. */
  readonly awaits: Decided | undefined;
};

/** A record of the log, and the chain after it by the rule: what every reader will make of it. */
export type LogRecord = { readonly event: Decided; readonly chain: History };

export type State = {
  readonly log: readonly LogRecord[];
  /** Requests in flight: each a group of events, appended together. */
  readonly requests: readonly (readonly Decided[])[];
  readonly checkpoint: number;
  readonly instances: readonly Instance[];
  readonly attempts: readonly Attempt[];
  /** Mishaps left. */
  readonly crashes: number;
  readonly duplicates: number;
  readonly setbacks: number;
};

export type Answer =
  | { readonly kind: 'accepted' | 'replayed' | 'unchanged'; readonly version: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'overloaded' | 'unknown' };

/** One transition: what happened in words (made only when somebody reads them), the answers given in it, the state after it. */
export type Step = {
  readonly says: () => string;
  readonly answers: readonly { readonly attempt: number; readonly answer: Answer }[];
  readonly state: State;
};
