import type { NoteBody } from '@notes/contracts';

/** What a client may set of a note. */
export type NoteFields = Required<NoteBody>;

/** Who acts, and whether he may change the notes of others. */
export type Caller = { readonly subject: string; readonly may: 'any' | 'own' };

/** `*`: any version will do, as long as the note exists. */
export type IfMatch = '*' | readonly number[];

/** What is wanted of a note that exists. */
export type Change =
  | { readonly kind: 'replace'; readonly fields: NoteFields }
  | { readonly kind: 'patch'; readonly fields: Partial<NoteFields> }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore' };

type Intent = { readonly kind: 'create'; readonly fields: NoteFields } | Change;

/** What a caller wants of one note. Ids and times are added when an event comes of it. */
export type Command = Intent & { readonly caller: Caller; readonly ifMatch?: IfMatch | undefined };
