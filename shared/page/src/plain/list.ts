import { type AnyEvent, type NotesClient, subjectOf } from '@notes/client';
import {
  compareBy,
  type Effect,
  type ListChoice,
  parameter,
  type Resource,
  type Routing,
  routingOf,
  type Subject,
  type SubjectEvent,
  type WriteApi,
} from '../subjects/index.ts';
import type { PlainField, PlainFields, Values } from './fields.ts';

// How the list of a plain view is addressed, read and filtered.

/** What is chosen of a list: an author (empty: anyone), and values of fields by `filterOf` their names (empty: any). */
export type PlainChoice = ListChoice & Readonly<Record<string, string | boolean>>;

/** Such as the calls of the client: `client.labels`. */
export type PlainApi<C> = WriteApi<C> & {
  page(query: object, options: { readonly signal: AbortSignal }): Promise<PlainPage>;
  find(id: string, options: { readonly signal: AbortSignal }): Promise<Subject<C> | undefined>;
  history(id: string, options: { readonly signal: AbortSignal; readonly limit: number }): AsyncIterable<PlainEvent>;
};
type PlainPage = {
  readonly total: number | undefined;
  readonly next: { readonly cursor?: string | undefined } | undefined;
  readonly position: string | undefined;
};
type PlainEvent = Omit<AnyEvent, 'type' | 'data'> & { readonly type: string; readonly data: object };

export type Plain<C> = {
  /** As in event types and addresses: `label`, `labels`. */
  readonly one: string;
  readonly many: string;
  readonly api: (client: NotesClient) => PlainApi<C>;
};

export const filterOf = (name: string): string => `field:${name}`;

/** The fields with few values, which lists are filtered by. */
export const filtersIn = (fields: PlainFields): [name: string, field: PlainField, values: readonly string[]][] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const values = field.kind === 'choice' ? field.words : field.kind === 'flag' ? ['true', 'false'] : [];
    return values.length === 0 ? [] : [[name, field, field.orNull === true ? [...values, 'null'] : values]];
  });

/** Decimals are texts here, which other pages' rules do not order; of booleans there are two. */
const isOrdered = (field: PlainField): boolean =>
  field.kind === 'text' ? field.max <= 255 : field.kind !== 'decimal' && field.kind !== 'flag';

export const ordersOf = (fields: PlainFields) => ({
  '-updated_at': { keys: ['-updated_at'], name: 'Changed last' },
  '-created_at': { keys: ['-created_at'], name: 'Newest' },
  created_at: { keys: ['created_at'], name: 'Oldest' },
  ...Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => isOrdered(field))
      .map(([name, { label }]) => [name, { keys: [name], name: label }]),
  ),
});

/** The addresses, with the parameters of the API. */
export const plainRouting = (many: string, fields: PlainFields): Routing<PlainChoice> =>
  routingOf<PlainChoice>({
    list: `/${many}`,
    one: `/${many}/`,
    initial: {
      ...{ search: '', author: '', order: '-updated_at', bin: false },
      ...Object.fromEntries(filtersIn(fields).map(([name]) => [filterOf(name), ''])),
    },
    parameters: {
      bin: parameter.flag('deleted'),
      search: parameter.text('search'),
      author: parameter.text('created_by'),
      order: parameter.oneOf('order_by', ordersOf(fields)),
      ...Object.fromEntries(
        filtersIn(fields).map(([name, , values]) => [
          filterOf(name),
          parameter.oneOf(name, Object.fromEntries(values.map((value) => [value, true]))),
        ]),
      ),
    },
  });

const eventsAtATime = 100;

/** A resource as the page reads it. */
export function plainResource<C extends object>(
  { one, many, api: apiOf }: Plain<C>,
  fields: PlainFields,
  empty: C,
): (client: NotesClient) => Resource<C, PlainChoice> {
  const orders: Readonly<Record<string, { readonly keys: readonly string[] }>> = ordersOf(fields);
  const keysOf = (order: string): readonly string[] => orders[order]?.keys ?? [];
  const filters = filtersIn(fields).map(([name]) => name);
  const eventOf = (event: PlainEvent): SubjectEvent<C> => {
    const { version, time, actor } = event;
    // Which member names what it happened to is the client's knowledge.
    return { id: subjectOf(event as AnyEvent), version, time, actor, effect: effectOf(event, one, empty) };
  };
  return (client) => {
    const api = apiOf(client);
    return {
      channel: many,
      matches: (subject, view) => matches(subject as Subject<Values>, view, fields),
      compare: ({ order }) => compareBy(keysOf(order)),
      eventOf: ({ data }) => eventOf(data),
      page: async (view, { limit, cursor, signal }) => {
        const { search, author, order, bin } = view;
        const chosen = filters.filter((name) => view[filterOf(name)] !== '');
        const query = {
          ...{ order_by: keysOf(order), limit, cursor, count: true },
          ...(search === '' ? {} : { search }),
          ...(author === '' ? {} : { created_by: author }),
          ...Object.fromEntries(chosen.map((name) => [name, view[filterOf(name)]])),
          ...(bin ? { deleted: true } : {}),
        };
        const page: PlainPage & Readonly<Record<string, unknown>> = { ...(await api.page(query, { signal })) };
        const { next, position, total } = page;
        return { subjects: page[many] as readonly Subject<C>[], cursor: next?.cursor, position, total };
      },
      find: (id, options) => api.find(id, options),
      history: async function* (id, options) {
        for await (const event of api.history(id, { ...options, limit: eventsAtATime })) yield eventOf(event);
      },
    };
  };
}

/** What an event did, by what the template calls the types of an aggregate's events. */
function effectOf<C extends object>({ type, data }: PlainEvent, one: string, empty: C): Effect<C> {
  const One = one.slice(0, 1).toUpperCase() + one.slice(1);
  switch (type) {
    case `${One}Created`:
      return { kind: 'creates', content: { ...empty, ...data } };
    case `${One}Revised`:
      return { kind: 'changes', changes: 'changes' in data ? (data.changes as Partial<C>) : {} };
    case `${One}Deleted`:
      return { kind: 'deletes' };
    case `${One}Restored`:
      return { kind: 'restores' };
    default:
      return { kind: type.endsWith('Fenced') ? 'fences' : 'unknown' };
  }
}

/** Whether one matches the list's filters, as the service applies them. */
export function matches(subject: Subject<Values>, view: PlainChoice, fields: PlainFields): boolean {
  if ((subject.deleted_at !== undefined) !== view.bin) return false;
  if (view['author'] !== '' && subject.created_by !== view['author']) return false;
  for (const [name] of filtersIn(fields)) {
    const wanted = view[filterOf(name)];
    if (wanted !== '' && String(subject[name]) !== wanted) return false;
  }
  const part = view.search.normalize('NFC').toLowerCase();
  const texts = Object.keys(fields).filter((name) => fields[name]?.kind === 'text');
  return (
    part === '' ||
    texts.some((name) =>
      String(subject[name] ?? '')
        .toLowerCase()
        .includes(part),
    )
  );
}
