import type { Note } from '@notes/client';

/** A note, or one in the bin. */
export type AnyNote = Note & { readonly deleted_at?: string | undefined };

/** What people write of a note. */
export type Content = Pick<Note, 'title' | 'description' | 'priority'>;

export const contentOf = ({ title, description, priority }: Content): Content => ({ title, description, priority });

export const emptyContent: Content = { title: '', description: '', priority: 0 };

const longestTitle = 200;
const longestDescription = 20_000;
const largest = 2 ** 31 - 1;

export type ContentErrors = Partial<Record<keyof Content, string>>;

/** What the service would refuse, said before it is asked. Lengths are in characters, not in UTF-16 units. */
export function checkContent({ title, description, priority }: Content): ContentErrors {
  const errors: ContentErrors = {};
  if (title.trim() === '') errors.title = 'A note needs a title.';
  else if ([...title].length > longestTitle) errors.title = `A title has at most ${longestTitle} characters.`;
  if ([...description].length > longestDescription)
    errors.description = `At most ${longestDescription.toLocaleString('en')} characters.`;
  if (!Number.isInteger(priority) || priority > largest || priority < -largest - 1)
    errors.priority = 'A whole number of 32 bits.';
  return errors;
}
