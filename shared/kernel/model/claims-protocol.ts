import type { Chain, KnownEvent } from '@notes/kernel';
import type { Claim, Step, UniqueWrite } from '@notes/kernel/claims';
import type { Task, TaskCommand } from './claims-tasks.ts';

/*
 * Writers who want values that are unique, small enough that every interleaving of them can be tried.
 *
 * Streams      one for each task, and one for the claim of each value: chains by the rule of the log (the kernel's own `follow`).
 *              A reading without proof may lack the last events of a stream, up to `staleness` of them, each stream by itself.
 * Writers      each serves one command on one task, as `nextStep` has it. Two may serve one task, be it with the same command (a
 *              repetition on another instance) or with another. One reading, or the arrival of one append, is a step. A writer may
 *              stand still for ever: it has crashed, or given up at its deadline, and its append may still arrive, late, or never.
 * Left out     what makes no difference. A writer decides and sends within the step of its last reading, since the append may
 *              arrive at any time after. An append whose place is taken is void whenever it arrives, so it arrives at once; so
 *              are all duplicates. Nobody waits for a holder, since not to be scheduled is to wait.
 */

/** What goes wrong when a rule is left out. Each is a way of being wrong that the properties must notice. */
export type ClaimMutation =
  | 'no-fence'
  | 'never-overdue'
  | 'place-read-later'
  | 'late-release'
  | 'no-chain-rule'
  | 'holder-unproved'
  | 'renewal-unproved'
  | 'refusal-unproved';

export type ClaimWriter = { readonly task: number; readonly command: TaskCommand };

/** How much of the world is tried. Writers are alike if they have the same task and the same command object. */
export type ClaimScope = {
  readonly values: readonly string[];
  /** The tasks, each by the commands that have made it as it is found; none: it is absent. */
  readonly tasks: readonly (readonly TaskCommand[])[];
  readonly writers: readonly ClaimWriter[];
  readonly staleness: number;
  readonly mutation?: ClaimMutation;
};

/** A stream as readers may find it: the chain after its last event, after the one before, and so on. */
export type Stream<S> = readonly (Chain<S> | undefined)[];

/** What a writer reads next. `decide`: its own chain, without proof. */
type ReadingStep =
  | Extract<Step, { readonly kind: 'read-claim' | 'read-former' | 'read-holder' | 'prove' }>
  | { readonly kind: 'decide' };

/** What a writer has sent an event for. */
export type SendingStep = Extract<Step, { readonly kind: 'claim' | 'fence' | 'append' | 'release' }>;

/** `seen`: what was true at some moment since the command arrived, as bits; see `witnessed`. `own`: what was decided on. */
export type Reading = {
  readonly stage: 'reading';
  readonly seen: number;
  readonly step: ReadingStep;
  readonly own: Chain<Task> | undefined;
  readonly write: UniqueWrite | undefined;
};
export type Sent = {
  readonly stage: 'sent';
  readonly seen: number;
  readonly step: SendingStep;
  readonly own: Chain<Task> | undefined;
  readonly write: UniqueWrite;
  readonly event: KnownEvent;
};
export type WriterState = { readonly stage: 'unsent' } | Reading | Sent | { readonly stage: 'ended' };

export type ClaimsState = {
  readonly claims: readonly Stream<Claim>[];
  readonly tasks: readonly Stream<Task>[];
  readonly writers: readonly WriterState[];
  /** Events decided so far, to name them by. */
  readonly events: number;
};

/** One transition: what happened in words, and the state after it. */
export type ClaimsStep = {
  readonly says: () => string;
  readonly state: ClaimsState;
  readonly refusal?: { readonly writer: number; readonly holder: number; readonly value: number };
};

const names = 'ABCDEFGH';
export const taskName = (task: number): string => names[task] ?? '?';
export const taskOf = (name: string): number => names.indexOf(name);
export const field = { aggregate: 'task', field: 'value' };

/** The claim that a write has read: the model only ever puts whole chains there. */
export const chainRead = (read: UniqueWrite['claim']): Chain<Claim> | undefined =>
  read?.chain as Chain<Claim> | undefined;
