import { changedFields, type Subject } from '@notes/page/subjects';

/** What the user writes of a note. */
export type Content = { readonly title: string; readonly description: string; readonly priority: number };

/** A note, in the bin or not. */
export type AnyNote = Subject<Content>;

export const fields = ['title', 'priority', 'description'] as const satisfies readonly (keyof Content)[];

export const contentOf = ({ title, description, priority }: Content): Content => ({ title, description, priority });

export const emptyContent: Content = { title: '', description: '', priority: 0 };

/** The fields of the content that differ, with their values in `after`. */
export const changedContent = (before: Content, after: Content): Partial<Content> =>
  changedFields(fields, before, after);

const longestTitle = 200;
const longestDescription = 20_000;
const largest = 2 ** 31 - 1;

export type ContentErrors = Partial<Record<keyof Content, string>>;

/** The errors for which the service would reject the content. Lengths are in characters, not in UTF-16 units. */
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
