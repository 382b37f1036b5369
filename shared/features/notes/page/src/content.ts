import type { FieldErrors, Labels, Subject } from '@notes/page/subjects';

/** What the user writes of a note. */
export type Content = { readonly title: string; readonly description: string; readonly priority: number };

/** A note, in the bin or not. */
export type AnyNote = Subject<Content>;

export const emptyContent: Content = { title: '', description: '', priority: 0 };

/** The names of the fields, in the order in which conflicts list them. */
export const labels: Labels<Content> = { title: 'Title', priority: 'Priority', description: 'Text' };

/** As the service stores texts. */
export const stored = (content: Content): Content => ({
  ...content,
  title: content.title.normalize('NFC'),
  description: content.description.normalize('NFC'),
});

const longestTitle = 200;
const longestDescription = 20_000;
const largest = 2 ** 31 - 1;

/** The errors for which the service would reject the content. Lengths are in characters, not in UTF-16 units. */
export function checkContent({ title, description, priority }: Content): FieldErrors<Content> {
  const errors: Partial<Record<keyof Content, string>> = {};
  if (title.trim() === '') errors.title = 'A note needs a title.';
  else if ([...title].length > longestTitle) errors.title = `A title has at most ${longestTitle} characters.`;
  if ([...description].length > longestDescription)
    errors.description = `At most ${longestDescription.toLocaleString('en')} characters.`;
  if (!Number.isInteger(priority) || priority > largest || priority < -largest - 1)
    errors.priority = 'A whole number of 32 bits.';
  return errors;
}
