import type { NoteFields } from '../contract/index.ts';

/** Who acts, and whether he may change the notes of others. */
export type Caller = { readonly subject: string; readonly may: 'any' | 'own' };

/** `*`: any version, as long as the note exists. */
export type Versions = '*' | readonly number[];

/** What the note must be like for a change to be made. What is undefined was not asked for. */
export type Conditions = {
  /** It is at one of these versions. */
  readonly ifMatch?: Versions | undefined;
  /** It is at none of these versions. */
  readonly ifNoneMatch?: Versions | undefined;
  /** Nothing has happened to it after this instant, in ms since 1970. Does not count beside `ifMatch`, which is more exact. */
  readonly unmodifiedSince?: number | undefined;
};

/** What is wanted of a note that exists. */
export type Change =
  | { readonly kind: 'replace'; readonly fields: NoteFields }
  | { readonly kind: 'patch'; readonly fields: Partial<NoteFields> }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore' };

type Intent = { readonly kind: 'create'; readonly fields: NoteFields } | Change;

/** What a caller wants of one note. Ids and times are added when an event comes of it. */
export type Command = Intent & Conditions & { readonly caller: Caller };
