import { type FieldsProps, FormField } from '@notes/page';
import type { Content } from './content.ts';
import type { ListView } from './route.ts';

/** The controls of a note's form. */
export const NoteFields = ({ draft: { content }, field, change }: FieldsProps<Content, ListView>) => (
  <>
    <FormField {...field('title')}>
      {(attributes) => (
        <input
          {...attributes}
          class="title-input"
          value={content.title}
          onInput={({ currentTarget }) => change({ title: currentTarget.value })}
        />
      )}
    </FormField>
    <FormField {...field('description')}>
      {(attributes) => (
        <textarea
          {...attributes}
          rows={12}
          value={content.description}
          onInput={({ currentTarget }) => change({ description: currentTarget.value })}
        />
      )}
    </FormField>
    <FormField {...field('priority')}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          class="number-input"
          value={Number.isNaN(content.priority) ? '' : content.priority}
          onInput={({ currentTarget }) => change({ priority: currentTarget.valueAsNumber })}
        />
      )}
    </FormField>
  </>
);
