import { type FieldsProps, FormField, userName } from '@notes/page';
import { fromControl, incomplete, toControl } from '@notes/page/subjects';
import { useId } from 'preact/hooks';
import { type Content, labels, type TaskType, types } from './content.ts';
import type { ListView } from './route.ts';
import { useStats } from './use-stats.ts';

type Props = FieldsProps<Content, ListView>;

/** The controls of a task's form. */
export function TaskFields({ workspace, draft, field, change }: Props) {
  const { content } = draft;
  return (
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
      <FormField {...field('subtitle')}>
        {(attributes) => (
          <input
            {...attributes}
            value={content.subtitle}
            onInput={({ currentTarget }) => change({ subtitle: currentTarget.value })}
          />
        )}
      </FormField>
      <div class="field-row">
        <DueField content={content} field={field} change={change} />
        <AssigneeField workspace={workspace} content={content} field={field} change={change} />
      </div>
      <div class="field-row">
        <TypeField content={content} change={change} />
        <Measures content={content} field={field} change={change} />
      </div>
      <FormField {...field('unique_title')}>
        {(attributes) => (
          <input
            {...attributes}
            class="key-input"
            value={content.unique_title ?? ''}
            placeholder="No other task may have it"
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget: { value } }) => change({ unique_title: value === '' ? null : value })}
          />
        )}
      </FormField>
    </>
  );
}

type PartProps = Pick<Props, 'field' | 'change'> & { readonly content: Content };

const DueField = ({ content, field, change }: PartProps) => (
  <FormField {...field('due')}>
    {(attributes) => (
      <input
        {...attributes}
        type="datetime-local"
        max="9999-12-31T23:59"
        data-empty={content.due === null}
        value={toControl(content.due)}
        onInput={({ currentTarget: { value, validity } }) =>
          change({ due: validity.badInput ? incomplete : fromControl(value) })
        }
      />
    )}
  </FormField>
);

function AssigneeField({ workspace, content, field, change }: PartProps & Pick<Props, 'workspace'>) {
  const stats = useStats(workspace);
  const id = useId();
  const known = stats?.by_assignee.flatMap(({ assignee }) => assignee ?? []) ?? [];
  const names = new Set([...(userName.value === '' ? [] : [userName.value]), ...known]);
  return (
    <FormField {...field('assignee')}>
      {(attributes) => (
        <>
          <input
            {...attributes}
            value={content.assignee ?? ''}
            placeholder="Nobody"
            list={id}
            autocomplete="off"
            onInput={({ currentTarget: { value } }) => change({ assignee: value === '' ? null : value })}
          />
          <datalist id={id}>
            {[...names].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </FormField>
  );
}

function TypeField({ content, change }: Omit<PartProps, 'field'>) {
  const name = useId();
  return (
    <fieldset class="field">
      <legend>{labels.type}</legend>
      <div class="segments">
        {(Object.entries(types) as [TaskType, string][]).map(([type, word]) => (
          <label key={type}>
            <input type="radio" name={name} checked={content.type === type} onChange={() => change({ type })} />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const Measures = ({ content, field, change }: PartProps) => (
  <>
    <FormField {...field('severity')}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          placeholder="None"
          value={content.severity === null || Number.isNaN(content.severity) ? '' : content.severity}
          onInput={({ currentTarget: { value, valueAsNumber, validity } }) =>
            change({ severity: value === '' && !validity.badInput ? null : valueAsNumber })
          }
        />
      )}
    </FormField>
    <FormField {...field('story_points')}>
      {(attributes) => (
        <input
          {...attributes}
          inputMode="decimal"
          placeholder="None"
          autocomplete="off"
          value={content.story_points ?? ''}
          onInput={({ currentTarget: { value } }) => change({ story_points: value === '' ? null : value })}
        />
      )}
    </FormField>
  </>
);
