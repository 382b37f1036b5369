import { type Static, type TSchema, Type } from 'typebox';
import { type Field, isNullable } from './fields.ts';
import { Actor, Nullable } from './members.ts';
import { InstantWithZone } from './paging.ts';
import { storableText } from './text.ts';

/**
 * What a filter compares the column of this member with: a list of values that it must be or must not be among, a bound, or
 * whether it is null. `search` looks for a text in columns by their names.
 */
export type Filter =
  | { readonly kind: 'equal' | 'unequal' | 'given'; readonly member: string }
  | { readonly kind: 'bound'; readonly member: string; readonly operator: Operator }
  | { readonly kind: 'search'; readonly columns: readonly string[] };

export type Operator = '<' | '<=' | '>' | '>=';

type Comparison = keyof typeof comparisons;

/**
 * How lists can be asked for by a member: by a field, which is compared with one of these sets of comparisons, or by whether
 * another member is null (`given`). Texts are made of its name where there are no others.
 */
type Asked =
  | {
      readonly field: Pick<Field, 'kept' | 'parameter'>;
      readonly by: keyof typeof sets;
      readonly texts?: Partial<Record<Comparison, string>>;
    }
  | { readonly given: string; readonly text: string };
type Members = Readonly<Record<string, Asked>>;

/** The comparisons that there are: what follows the name of the member, and what is said of it. */
const comparisons = {
  is: { suffix: '', text: (word: string, none: string) => `This ${word}${none}; repeated: any of these.` },
  ne: {
    suffix: ':ne',
    text: (word: string, none: string) =>
      `${none === '' ? `Not this ${word}` : `Another ${word}, and not none`}; repeated: none of these.`,
  },
  gt: { suffix: ':gt', text: (word: string) => `A ${word} above this.` },
  ge: { suffix: ':ge', text: (word: string) => `This ${word} or above.` },
  lt: { suffix: ':lt', text: (word: string) => `A ${word} below this.` },
  le: { suffix: ':le', text: (word: string) => `This ${word} or below.` },
} as const;

const operators = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

const sets = { equality: ['is'], values: ['is', 'ne'], ranges: ['is', 'ne', 'gt', 'ge', 'lt', 'le'] } as const;

type Suffix<By extends keyof typeof sets> = (typeof comparisons)[(typeof sets)[By][number]]['suffix'];
type NameOf<M extends Members> = {
  [Name in keyof M & string]: M[Name] extends { readonly by: infer By extends keyof typeof sets }
    ? `${Name}${Suffix<By>}`
    : Name;
}[keyof M & string];
type ListOf<A> = A extends { readonly field: { readonly kept: infer K; readonly parameter: infer P extends TSchema } }
  ? (Static<P> | (K extends TSchema ? Extract<Static<K>, null> : never))[]
  : boolean;
type OneOf<A> = A extends { readonly field: { readonly parameter: infer P extends TSchema } } ? Static<P> : never;
type ValueOf<M extends Members, Name> = Name extends `${infer Member}:${infer Comparison}`
  ? Member extends keyof M
    ? Comparison extends 'ne'
      ? ListOf<M[Member]>
      : OneOf<M[Member]>
    : never
  : Name extends keyof M
    ? ListOf<M[Name]>
    : never;
type Always = { search?: string; after?: string; before?: string };

/** What a list may be asked for: the values of its filters, by their names. */
type FilterValues<M extends Members> = { [Name in NameOf<M>]?: ValueOf<M, Name> } & Always;

/** The filters of a list, by their names: parameters of a query, of which all that are given must hold, and what they do. */
export type FilterSet<M extends Members = Members> = {
  readonly parameters: Readonly<Record<NameOf<M> | keyof Always, TSchema>>;
  readonly filters: Readonly<Record<NameOf<M> | keyof Always, Filter>>;
  /** Holds no value: `typeof filters.Values` is the type of the values. */
  readonly Values?: FilterValues<M>;
};

/**
 * The filters of a list by these members, by a text in some columns, and by when it changed. What is null is asked for by `null`.
 * `examples` are of a text in one of the columns, and of an instant.
 */
export function filtersOf<const M extends Members>(
  members: M,
  search: { readonly columns: readonly string[]; readonly examples: readonly [text: string, instant: string] },
): FilterSet<M> {
  const made = Object.entries(members).flatMap(([member, asked]) =>
    'given' in asked ? [given(member, asked)] : compared(member, asked),
  );
  const all = [...made, ...searchAndChange(search)];
  return {
    parameters: Object.fromEntries(all.map(([name, { parameter }]) => [name, parameter])),
    filters: Object.fromEntries(all.map(([name, { filter }]) => [name, filter])),
  } as FilterSet<M>;
}

type Made = readonly [name: string, { readonly parameter: TSchema; readonly filter: Filter }];

const given = (name: string, asked: { readonly given: string; readonly text: string }): Made => [
  name,
  {
    parameter: Type.Optional(Type.Boolean({ description: asked.text })),
    filter: { kind: 'given', member: asked.given },
  },
];

function compared(member: string, { field, by, texts = {} }: Extract<Asked, { readonly by: unknown }>): Made[] {
  const { parameter } = field;
  const mayBeNull = isNullable(field);
  return sets[by].map((comparison): Made => {
    const { suffix, text } = comparisons[comparison];
    const description = texts[comparison] ?? text(member.replaceAll('_', ' '), mayBeNull ? ', or `null`' : '');
    if (comparison !== 'is' && comparison !== 'ne') {
      const filter: Filter = { kind: 'bound', member, operator: operators[comparison] };
      return [`${member}${suffix}`, { parameter: Type.Optional({ ...parameter, description }), filter }];
    }
    const items = mayBeNull ? Nullable(parameter) : parameter;
    const list = Type.Array(items, { minItems: 1, maxItems: 20, description });
    const kind = comparison === 'is' ? 'equal' : 'unequal';
    return [`${member}${suffix}`, { parameter: Type.Optional(list), filter: { kind, member } }];
  });
}

function searchAndChange({ columns, examples: [text, instant] }: Parameters<typeof filtersOf>[1]): Made[] {
  const where = columns.join(' or ');
  const parameter = Type.Optional(
    Type.String({
      ...{ maxLength: 200, pattern: storableText },
      description: `${where.slice(0, 1).toUpperCase()}${where.slice(1)} contains this text, upper or lower case alike. Nothing in it has a special meaning; empty: no condition.`,
      examples: [text],
    }),
  );
  const bound = (operator: Operator): Filter => ({ kind: 'bound', member: 'updated_at', operator });
  return [
    ['search', { parameter, filter: { kind: 'search', columns } }],
    ['after', { parameter: InstantWithZone('Changed at this instant or later.', instant), filter: bound('>=') }],
    ['before', { parameter: InstantWithZone('Changed at this instant or earlier.', instant), filter: bound('<=') }],
  ];
}

/** Filters by who created what is listed; `plural` begins a sentence. */
export const byAuthor = (plural: string) => ({
  field: { kept: Actor, parameter: Actor },
  by: 'values' as const,
  texts: {
    is: `${plural} of this author; repeated: of any of these.`,
    ne: `Not the ${plural.toLowerCase()} of this author; repeated: of none of these.`,
  },
});
