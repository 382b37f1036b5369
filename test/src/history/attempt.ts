import type { Note } from '@notes/features/notes/contract';

export type Fields = Pick<Note, 'title' | 'description' | 'priority'>;

/** What a client wants. A create is of one note or, in bulk, of several. No two notes of a history are created with the same title. */
export type Intent =
  | { readonly kind: 'create'; readonly notes: readonly Fields[]; readonly bulk: boolean }
  | { readonly kind: 'replace'; readonly noteId: string; readonly fields: Fields }
  | { readonly kind: 'patch'; readonly noteId: string; readonly fields: Partial<Fields> }
  | { readonly kind: 'delete' | 'restore'; readonly noteId: string };

/** One wish of a client, which it may send more than once if it has a key. */
export type Command = {
  readonly actor: string;
  readonly key?: string | undefined;
  readonly intent: Intent;
  readonly ifMatch?: number | undefined;
};

/** What came back, as far as it is promised. `body` is parsed JSON, undefined if there is none. */
export type Answer = {
  readonly status: number;
  /** Last segment of a problem's type. */
  readonly slug?: string | undefined;
  readonly version?: number | undefined;
  readonly token?: string | undefined;
  readonly replayed: boolean;
  readonly body?: unknown;
};

/** One request for a command. `start` and `end` are in ms on one clock; no answer: the connection broke, or the client left. */
export type Attempt = {
  /** Goes along as trace id, and so into the event that comes of this attempt. */
  readonly trace: string;
  readonly command: Command;
  readonly via: string;
  readonly start: number;
  readonly end: number;
  readonly answer: Answer | undefined;
};

/** One request to the read side for one note, or for a page of many. `token`: the Consistency-Token that was sent. */
export type Read = {
  readonly noteId: string | undefined;
  readonly token: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly answer: Answer | undefined;
};

export type History = { readonly attempts: readonly Attempt[]; readonly reads: readonly Read[] };

/** What an answer tells of the attempt: it came to this, or it did nothing and another may do it, or nobody knows. */
export function outcomeOf({ answer }: Pick<Attempt, 'answer'>): 'definite' | 'nothing' | 'unknown' {
  if (answer === undefined || answer.slug === 'outcome-unknown') return 'unknown';
  return answer.status < 500 && answer.slug !== 'not-taken' ? 'definite' : 'nothing';
}
