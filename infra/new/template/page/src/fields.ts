import type { PlainFields } from '@notes/page';

/** What users write of a sample, in the order of the form. */
export const fields = {
  // <controls>
  name: { label: 'Name', kind: 'text', min: 1, max: 64 },
  colour: { label: 'Colour', kind: 'choice', words: ['red', 'green'], orNull: true },
  // </controls>
} as const satisfies PlainFields;
