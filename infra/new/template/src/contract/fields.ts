// <makers>
import { choice, type KeptFields, orNull, text } from '@notes/contracts';
// </makers>

/** What a client may set of a sample. */
export const sampleFields = {
  // <fields>
  name: text({ min: 1, max: 64, visible: true, description: 'Its name: 1 to 64 characters.', example: 'a' }),
  colour: orNull(choice(['red', 'green'], { description: 'Its colour.', example: 'red' })),
  // </fields>
};
export type SampleFields = KeptFields<typeof sampleFields>;

/** The defaults of the fields that a client may leave out. */
export const sampleDefaults = {
  // <defaults>
  colour: null,
  // </defaults>
} as const;
