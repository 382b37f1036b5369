import type { SubjectState } from './aggregate.ts';

/** Who acts, and whether he may change what others have created. */
export type Caller = { readonly subject: string; readonly may: 'any' | 'own' };

/** `*`: any version, as long as the subject exists. */
export type Versions = '*' | readonly number[];

/** What the subject must be like for a change to be made. What is undefined was not asked for. */
export type Conditions = {
  /** It is at one of these versions. */
  readonly ifMatch?: Versions | undefined;
  /** It is at none of these versions. */
  readonly ifNoneMatch?: Versions | undefined;
  /** Nothing has happened to it after this instant, in ms since 1970. Does not count beside `ifMatch`, which is more exact. */
  readonly unmodifiedSince?: number | undefined;
};

/** What is wanted of a subject that exists. */
export type Change<Fields> =
  | { readonly kind: 'replace'; readonly fields: Fields }
  | { readonly kind: 'patch'; readonly fields: Partial<Fields> }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore' };

/** What a caller wants of one subject. Ids and times are added when an event comes of it. */
export type Command<Fields> = ({ readonly kind: 'create'; readonly fields: Fields } | Change<Fields>) &
  Conditions & {
    readonly caller: Caller;
    /** When it came, in ms since 1970: for fields that may mean the present. */
    readonly now?: number;
  };

/** Why a command is refused before its meaning is looked at. */
export type CommonRefusal = 'not-found' | 'forbidden' | 'precondition-failed';

/** A state that somebody has created. */
export type OwnedState = SubjectState & { readonly created_by: string };

/**
 * Why a command on a state (undefined: there is nothing) is refused, whatever it is a state of; undefined if it is not. The order
 * of the checks is part of the contract: exists, may the caller, precondition.
 */
export function whyNot(
  state: OwnedState | undefined,
  command: Conditions & { readonly kind: Command<unknown>['kind']; readonly caller: Caller },
): CommonRefusal | undefined {
  if (command.kind === 'create') return state === undefined ? undefined : 'precondition-failed';
  if (state === undefined || (state.deleted_at !== null && command.kind !== 'restore')) return 'not-found';
  if (!mayChange(command.caller, state)) return 'forbidden';
  return meets(state, command) ? undefined : 'precondition-failed';
}

/** The author may change what is his, and whoever may change any. */
const mayChange = (caller: Caller, state: OwnedState): boolean =>
  caller.may === 'any' || caller.subject === state.created_by;

/** RFC 9110 §13.2.2. A deleted subject has a version, but is not there for `*` to rule out. */
function meets(state: OwnedState, { ifMatch, ifNoneMatch, unmodifiedSince }: Conditions): boolean {
  if (ifMatch !== undefined) {
    if (ifMatch !== '*' && !ifMatch.includes(state.version)) return false;
  } else if (unmodifiedSince !== undefined && Date.parse(state.updated_at) > unmodifiedSince) return false;
  if (ifNoneMatch === undefined) return true;
  return ifNoneMatch === '*' ? state.deleted_at !== null : !ifNoneMatch.includes(state.version);
}
