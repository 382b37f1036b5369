import { FormField } from '../controls.tsx';
import { fromControl, toControl } from '../subjects/index.ts';
import type { FieldsProps } from '../view/index.ts';
import type { PlainField, PlainFields, Value, Values } from './fields.ts';
import type { PlainChoice } from './list.ts';

/** The form of a plain view: a control for each field. */
export const controlsOf = (fields: PlainFields) =>
  function PlainControls({ draft, field, change }: FieldsProps<Values, PlainChoice>) {
    return (
      <>
        {Object.entries(fields).map(([name, described]) => (
          <FormField key={name} {...field(name)}>
            {(attributes) => (
              <Control
                attributes={attributes}
                field={described}
                value={draft.content[name] ?? null}
                change={(value) => change({ [name]: value })}
              />
            )}
          </FormField>
        ))}
      </>
    );
  };

type ControlProps = {
  readonly attributes: object;
  readonly field: PlainField;
  readonly value: Value;
  readonly change: (value: Value) => void;
};

function Control({ attributes, field, value, change }: ControlProps) {
  const none = field.orNull === true ? null : '';
  switch (field.kind) {
    case 'choice':
      return (
        <select
          {...attributes}
          value={value === null ? '' : String(value)}
          onChange={({ currentTarget }) => change(currentTarget.value || null)}
        >
          {field.orNull === true && <option value="">None</option>}
          {field.words.map((word) => (
            <option key={word} value={word}>
              {word}
            </option>
          ))}
        </select>
      );
    case 'flag':
      return (
        <select
          {...attributes}
          value={String(value)}
          onChange={({ currentTarget }) =>
            change(currentTarget.value === 'null' ? null : currentTarget.value === 'true')
          }
        >
          {field.orNull === true && <option value="null">None</option>}
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      );
    case 'integer':
      return (
        <input
          {...attributes}
          type="number"
          value={value === null || Number.isNaN(value) ? '' : Number(value)}
          onInput={({ currentTarget: { value: text, valueAsNumber, validity } }) =>
            change(text === '' && !validity.badInput && field.orNull === true ? null : valueAsNumber)
          }
        />
      );
    case 'instant':
      return (
        <input
          {...attributes}
          type="datetime-local"
          max="9999-12-31T23:59"
          value={toControl(value === '' ? null : (value as string | null))}
          onInput={({ currentTarget }) => change(fromControl(currentTarget.value) ?? none)}
        />
      );
    case 'text':
    case 'decimal':
      return (
        <input
          {...attributes}
          inputMode={field.kind === 'decimal' ? 'decimal' : 'text'}
          autocomplete="off"
          value={value === null ? '' : String(value)}
          onInput={({ currentTarget }) => change(currentTarget.value || none)}
        />
      );
  }
}
