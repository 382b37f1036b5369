// <imports>
import { type ContentOf, type PlainApi, plainViewOf, type View } from '@notes/page';
// </imports>
import { fields } from './fields.ts';

/** The samples on the page. */
export const samplesView: View = plainViewOf({
  name: 'Samples',
  one: 'sample',
  many: 'samples',
  fields,
  // <view>
  title: 'name',
  // The client has no samples, since the template is none of the features.
  api: (client) => (client as unknown as { readonly samples: PlainApi<ContentOf<typeof fields>> }).samples,
  // </view>
});
