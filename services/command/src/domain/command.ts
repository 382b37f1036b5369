import type { NoteBody } from '@notes/contracts';

/** What a client may set of a note. */
export type NoteFields = Required<NoteBody>;

/** Who acts, and whether he may change the notes of others. */
export type Caller = { readonly subject: string; readonly may: 'any' | 'own' };

/** `*`: any version will do, as long as the note exists. */
export type IfMatch = '*' | readonly number[];

type Intent =
  | { readonly kind: 'create'; readonly fields: NoteFields }
  | { readonly kind: 'replace'; readonly fields: NoteFields }
  | { readonly kind: 'delete' };

/** What a caller wants of one note. Ids and times are added when an event comes of it. */
export type Command = Intent & { readonly caller: Caller; readonly ifMatch?: IfMatch | undefined };
