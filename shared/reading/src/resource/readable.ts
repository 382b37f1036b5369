import type { Folding, RowMapping, SubjectState } from '@notes/kernel';
import type { Pool } from 'pg';
import type { TSchema } from 'typebox';
import type { ListSource } from '../list-source.ts';
import type { ProgressWatch } from '../progress-watch.ts';
import type { ItemAtPosition } from '../read-by-id.ts';

/** What every item has that is read by id or listed. */
export type Item = { readonly id: string; readonly version: number; readonly updated_at: string };

/** A kind of thing that is read over HTTP, as its contract, its domain and its read model have it. */
export type Readable<
  State extends SubjectState = SubjectState,
  Filters extends object = object,
  Member extends string = string,
> = {
  /** In the singular, as in `a note`. */
  readonly name: string;
  /** The address of all of them, such as `/v1/notes`; `tag` groups the operations in the description of the API. */
  readonly path: string;
  readonly tag: string;
  readonly aggregate: Folding<State> & { readonly row: RowMapping<State> };
  readonly source: ListSource<Filters, Member>;
  /** `subject` is the member of an event that names what it happened to, such as `note_id`. */
  readonly subject: string;
  readonly schemas: {
    /** Each member has an example. */
    readonly Item: TSchema & { readonly properties: Readonly<Record<string, TSchema>> };
    readonly ListParameters: TSchema;
    readonly Page: TSchema;
    readonly HistoryPage: TSchema;
    /** The problem that shows the item as it is, to whom it is not as asked for. */
    readonly PreconditionProblem: TSchema;
  };
  /** An event in the example of a history: its short type, and the members of the example that are its data. */
  readonly created: { readonly type: string; readonly members: readonly string[] };
};

/** What the reads work with. */
export type Reads = {
  readonly pool: Pool;
  byId(id: string): Promise<ItemAtPosition<Item>>;
  readonly progress: ProgressWatch;
};

/** Every member of an item has an example in its schema; this is one that was changed once. */
export function exampleOf({ schemas: { Item } }: Pick<Readable, 'schemas'>): Record<string, unknown> {
  const first = (schema: object): unknown => 'examples' in schema && (schema.examples as readonly unknown[])[0];
  const members = Object.entries(Item.properties).map(([name, schema]) => [name, first(schema)]);
  return { ...Object.fromEntries(members), updated_at: '2026-01-31T12:05:00.000Z', version: 2 };
}

/** With its first letter large, as in the names of operations. */
export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
