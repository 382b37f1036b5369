/** What every view lets the user choose of its list, beside filters of its own. */
export type ListChoice = { readonly search: string; readonly order: string; readonly bin: boolean };

/** What is shown: which subjects are listed, and the id of the one that is open, or `new`. */
export type Route<V> = { readonly view: V; readonly open: string | undefined };

/** A choice as a parameter of an address. `read`: undefined for text that is none of its values. */
type Parameter<T> = { readonly name: string; readonly read: (text: string) => T | undefined };

type Addresses<V> = {
  /** The path of the list. */
  readonly list: string;
  /** What the path of one subject begins with, before its id. */
  readonly one: string;
  /** What is listed where the address says nothing. */
  readonly initial: V;
  /** In the order of the address. */
  readonly parameters: { readonly [Choice in keyof V]-?: Parameter<V[Choice]> };
};

/** Reads and writes the addresses of a view. */
export type Routing<V> = {
  readonly initial: V;
  /** Invalid parameters are ignored, so that every address shows something. */
  read(path: string, query: string): Route<V>;
  /** Without defaults. */
  write(route: Route<V>): string;
  /** Whether filters hide some of what the list has at first. */
  isFiltered(view: V): boolean;
  /** The choice without filters. The order stays, and whether it is the bin. */
  unfiltered(view: V): V;
};

export function routingOf<V extends ListChoice>({ list, one, initial, parameters }: Addresses<V>): Routing<V> {
  const choices = Object.keys(parameters) as (keyof V)[];
  const isInitial = (view: V, choice: keyof V): boolean => view[choice] === initial[choice];
  const unfiltered = ({ order, bin }: V): V => ({ ...initial, order, bin });
  return {
    initial,
    unfiltered,
    read(path, query) {
      const given = new URLSearchParams(query);
      const view = { ...initial };
      for (const choice of choices) {
        const { name, read } = parameters[choice];
        const text = given.get(name);
        const value = text === null ? undefined : read(text);
        if (value !== undefined) view[choice] = value;
      }
      const open = path.startsWith(one) ? path.slice(one.length).replace(/\/$/, '') : '';
      return { view, open: open === '' ? undefined : open };
    },
    write({ view, open }) {
      const query = new URLSearchParams();
      for (const choice of choices)
        if (!isInitial(view, choice)) query.set(parameters[choice].name, String(view[choice]));
      const path = open === undefined ? list : `${one}${open}`;
      return query.size === 0 ? path : `${path}?${query}`;
    },
    isFiltered: (view) => {
      const none = unfiltered(view);
      return choices.some((choice) => view[choice] !== none[choice]);
    },
  };
}

const longestSafeNumber = /^-?\d{1,10}$/;

/** The kinds of parameters. */
export const parameter = {
  text: (name: string): Parameter<string> => ({ name, read: (text) => text }),
  flag: (name: string): Parameter<boolean> => ({ name, read: (text) => text === 'true' }),
  /** Undefined: any. */
  integer: (name: string): Parameter<number | undefined> => ({
    name,
    read: (text) => (longestSafeNumber.test(text) ? Number(text) : undefined),
  }),
  /** One of the keys of `values`. */
  oneOf: <T extends string>(name: string, values: Readonly<Record<T, unknown>>): Parameter<T> => ({
    name,
    read: (text) => (isOneOf(values, text) ? text : undefined),
  }),
};

export const isOneOf = <T extends string>(values: Readonly<Record<T, unknown>>, text: string): text is T =>
  Object.hasOwn(values, text);
