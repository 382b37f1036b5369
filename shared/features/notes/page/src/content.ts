import { changedFields, pickFields, type Subject } from '@notes/page/subjects';

/** What the user writes of a note. */
export type Content = { readonly title: string; readonly description: string; readonly priority: number };

/** A note, in the bin or not. */
export type AnyNote = Subject<Content>;

export const emptyContent: Content = { title: '', description: '', priority: 0 };

/** The names of the fields, in the order in which conflicts list them. */
export const labels = { title: 'Title', priority: 'Priority', description: 'Text' } as const satisfies Record<
  keyof Content,
  string
>;
export const fields = Object.keys(labels) as (keyof Content)[];

export const contentOf = (note: Content): Content => ({ ...emptyContent, ...pickFields(fields, note) });

/** The fields that are shown in a line under the title, where they say something. */
export const remarksOn = ({ priority }: Content): readonly string[] => [
  ...(priority === 0 ? [] : [`priority ${priority}`]),
];

/** As the service stores texts: otherwise the event of a creation would not be recognised as this page's own. */
export const composed = (content: Content): Content => ({
  ...content,
  title: content.title.normalize('NFC'),
  description: content.description.normalize('NFC'),
});

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
