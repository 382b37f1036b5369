import type { Note } from '@notes/contracts';

/** A note, or one in the bin. */
export type AnyNote = Note & { readonly deleted_at?: string | undefined };

/** What people write of a note. */
export type Content = Pick<Note, 'title' | 'description' | 'priority'>;

export const contentOf = ({ title, description, priority }: Content): Content => ({ title, description, priority });

export const emptyContent: Content = { title: '', description: '', priority: 0 };
