import type * as kernel from '@notes/kernel';
import type { NoteFields } from '../contract/index.ts';

/** What is wanted of a note that exists. */
export type Change = kernel.Change<NoteFields>;

/** What a caller wants of one note. */
export type Command = kernel.Command<NoteFields>;
