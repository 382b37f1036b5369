import type { Content } from './any-note.ts';

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
