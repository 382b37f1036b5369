import type { View } from '../connection.ts';
import { RelativeTime } from '../controls.tsx';
import { type RowProps, type SubjectProps, type ViewProps, viewOf } from '../view/index.ts';
import { controlsOf } from './controls.tsx';
import { type ContentOf, checkFields, emptyOf, type PlainFields, storedOf, textOf, type Values } from './fields.ts';
import { filterOf, filtersIn, ordersOf, type Plain, type PlainChoice, plainResource, plainRouting } from './list.ts';

type PlainView<Fields extends PlainFields> = Plain<ContentOf<Fields>> & {
  /** In the page's menu. */
  readonly name: string;
  readonly fields: Fields;
  /** The field that people know one by. */
  readonly title: keyof Fields & string;
};

/**
 * A view that is made of its fields alone: a list with filters and orders, a form with a control for each field, what is open with their
 * values, bin, history and conflicts. Where one is to look otherwise, it gets parts of its own: `viewOf`.
 */
export function plainViewOf<Fields extends PlainFields>(plain: PlainView<Fields>): View {
  const { name, one, many, fields, title } = plain;
  // The fields are known at run time alone; the types of the parts below are those of any.
  const { api } = plain as unknown as Plain<Values>;
  const empty = emptyOf(fields);
  const first = name.toLowerCase();
  return viewOf<Values, PlainChoice>({
    ...{ name, one, many, title, empty, api },
    labels: Object.fromEntries(Object.entries(fields).map(([field, { label }]) => [field, label])),
    valueText: (field, content) => textOf(fields[field] as Fields[string], content[field] ?? null),
    searchLabel: `Search ${first}`,
    nothing: `No ${first} yet.`,
    createFirst: `Create the first ${one}`,
    routing: plainRouting(many, fields),
    orders: ordersOf(fields),
    stored: (content) => storedOf(fields, content),
    check: (content) => checkFields(fields, content),
    resource: plainResource<Values>({ one, many, api }, fields, empty),
    Row: rowOf(title),
    Filters: filtersOf(fields),
    Fields: controlsOf(fields),
    Body: bodyOf(fields),
  });
}

const rowOf = (title: string) =>
  function PlainRow({ subject, marks }: RowProps<Values, PlainChoice>) {
    return (
      <>
        <span class="row-head">
          <span class="row-title">{subject[title] ?? <i>Untitled</i>}</span>
        </span>
        <span class="row-meta">
          <span class="row-author">{subject.created_by}</span>
          <RelativeTime time={subject.deleted_at ?? subject.updated_at} />
          {marks}
        </span>
      </>
    );
  };

const bodyOf = (fields: PlainFields) =>
  function PlainBody({ subject }: SubjectProps<Values, PlainChoice>) {
    return (
      <dl class="past-fields">
        {Object.entries(fields).map(([name, field]) => (
          <div key={name}>
            <dt>{field.label}</dt>
            <dd>{textOf(field, subject[name] ?? null) || 'none'}</dd>
          </div>
        ))}
      </dl>
    );
  };

const wordOf: Readonly<Record<string, string>> = { true: 'Yes', false: 'No', null: 'None' };

type FiltersProps = ViewProps<Values, PlainChoice> & { readonly id: string };

const filtersOf = (fields: PlainFields) =>
  function PlainFilters({ workspace: { state }, id }: FiltersProps) {
    const { view } = state.route.value;
    return (
      <>
        <div class="field">
          <label for={`${id}-author`}>Author</label>
          <input
            id={`${id}-author`}
            value={String(view['author'])}
            placeholder="Anyone"
            autocomplete="off"
            onChange={({ currentTarget }) => state.changeView({ author: currentTarget.value.trim() })}
          />
        </div>
        {filtersIn(fields).map(([name, { label }, values]) => (
          <div key={name} class="field">
            <label for={`${id}-${name}`}>{label}</label>
            <select
              id={`${id}-${name}`}
              value={String(view[filterOf(name)])}
              onChange={({ currentTarget }) => state.changeView({ [filterOf(name)]: currentTarget.value })}
            >
              <option value="">Any</option>
              {values.map((value) => (
                <option key={value} value={value}>
                  {wordOf[value] ?? value}
                </option>
              ))}
            </select>
          </div>
        ))}
      </>
    );
  };
