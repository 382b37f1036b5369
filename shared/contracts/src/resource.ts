import { type TArray, type TObject, type TOptional, type TSchema, Type } from 'typebox';
import { eventMembers } from './events.ts';
import { Actor, Count, Instant, Nullable, SubjectId, type Typed, Version } from './members.ts';
import { Cursor, Limit, Offset } from './paging.ts';
import { Problem } from './problems.ts';
import type { Route } from './routes.ts';

// Schemas that every resource has, made from those of its fields.

const closed = { additionalProperties: false } as const;

type Schemas = Readonly<Record<string, TSchema>>;
type Filters = { readonly parameters: Schemas };
/** The defaults of fields that may be left out. */
type Defaults<F extends Schemas> = { readonly [Name in keyof F]?: unknown };

/** The schemas of a resource, for who makes something of any of them. `Query`: the parameters of its list. */
export type ResourceSchemas = Readonly<Record<'Item' | 'Body' | 'Patch' | 'Query', TObject>>;

/** One of a resource as every service answers it: all members always present. */
export const itemOf = <F extends Schemas>($id: string, one: string, fields: F) =>
  Type.Object(
    { id: SubjectId, ...fields, created_by: Actor, created_at: Instant, updated_at: Instant, version: Version },
    { $id, ...closed, description: `A ${one} as it is at one version.` },
  );

/** One of a list; of the bin, with the time of its deletion. */
export const listedOf = <P extends Schemas>($id: string, { properties }: { readonly properties: P }) =>
  Type.Object(
    {
      ...properties,
      deleted_at: Type.Optional({ ...Instant, description: 'When it was deleted; in the bin only.' }),
    },
    { $id, ...closed },
  );

type BodyOf<F extends Schemas, D> = { [Name in keyof F]: Name extends keyof D ? TOptional<F[Name]> : F[Name] };
type PatchOf<F extends Schemas, D> = {
  [Name in keyof F]: TOptional<Name extends keyof D ? Nullable<F[Name]> : F[Name]>;
};

/** The body of a create and of a replace. */
export const bodyOf = <F extends Schemas, D extends Defaults<F>>($id: string, fields: F, defaults: D) =>
  Type.Object(
    mapped(fields, (name, schema) =>
      name in defaults ? Type.Optional({ ...schema, default: defaults[name] }) : schema,
    ) as BodyOf<F, D>,
    { $id, ...closed },
  );

/**
 * A JSON Merge Patch: nothing is required, and what has a default may be null.
 */
export const patchOf = <F extends Schemas, D extends Defaults<F>>($id: string, fields: F, defaults: D) =>
  Type.Object(
    mapped(fields, (name, schema) => Type.Optional(name in defaults ? Nullable(schema as Typed) : schema)) as PatchOf<
      F,
      D
    >,
    { $id, ...closed },
  );

const mapped = (fields: Schemas, schemaOf: (name: string, schema: TSchema) => TSchema): Schemas =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, schemaOf(name, schema)]));

/** The bodies of creating and deleting many: `plural` is the member that holds them, `name` begins the names of the schemas. */
export const bulkOf = <Plural extends string, Body extends TSchema, Item extends TSchema>(
  plural: Plural,
  name: string,
  body: Body,
  item: Item,
  maxItems = 500,
) => {
  const holding = <S extends TSchema>(schema: S) => ({ [plural]: schema }) as { [P in Plural]: S };
  return {
    BulkBody: Type.Object(
      holding(Type.Array(body, { minItems: 1, maxItems, description: `The ${plural} to create.` }) as TArray<Body>),
      { $id: `${name}BulkBody`, ...closed },
    ),
    BulkCreated: Type.Object(
      holding(Type.Array(item, { description: `The ${plural}, in the order of the request.` }) as TArray<Item>),
      { $id: `${name}BulkCreated` },
    ),
    BulkDeleted: Type.Object(
      { deleted: Count(`How many ${plural} this request has deleted.`, 3) },
      { $id: `${name}BulkDeleted`, ...closed },
    ),
  };
};

/** The parameters of a bulk delete: the filters of what is meant, or that all are. */
export const bulkDeleteParametersOf = (plural: string, { parameters }: Filters) =>
  Type.Object(
    {
      ...parameters,
      all: Type.Optional(
        Type.Boolean({
          default: false,
          description: `Needed where there is no filter: all ${plural} are meant. An empty \`search\` is no filter.`,
        }),
      ),
    },
    closed,
  );

/** The parameters of a list: its pages, its filters, and the members that it can be ordered by. */
export const listParametersOf = <Member extends string>(
  plural: string,
  { parameters }: Filters,
  members: readonly Member[],
  example: readonly (Member | `-${Member}`)[],
) =>
  Type.Object(
    {
      limit: Limit,
      cursor: Cursor,
      offset: Offset(plural),
      order_by: Type.Optional(
        Type.Array(
          Type.Unsafe<Member | `-${Member}`>({
            type: 'string',
            enum: members.flatMap((member) => [member, `-${member}`]),
          }),
          {
            minItems: 1,
            maxItems: members.length,
            description:
              'The first key decides, the next where that is equal, and so on; `-` is downwards, and `-updated_at` the default. What is null comes last, in either direction. The id always comes last of all, in the direction of the key before it. Texts are ordered by code point.',
            examples: [example],
          },
        ),
      ),
      ...parameters,
      deleted: Type.Optional(
        Type.Boolean({
          default: false,
          description: `The bin: deleted ${plural}, and none but those. \`updated_at\` is when they were deleted.`,
        }),
      ),
      count: Type.Optional(
        Type.Boolean({ default: false, description: `Also count all ${plural} of the list, for \`X-Total-Count\`.` }),
      ),
    },
    closed,
  );

/** One page of a list. */
export const pageOf = <Plural extends string, Item extends TSchema>($id: string, plural: Plural, item: Item) =>
  Type.Object(
    {
      ...({ [plural]: Type.Array(item, { description: 'In the order that was asked for.' }) } as {
        [P in Plural]: TArray<Item>;
      }),
      next: Type.Optional(
        Type.String({ description: 'Cursor of the page that follows; absent from the last.', examples: ['c2VhbGVk'] }),
      ),
    },
    { $id },
  );

/** An event as history and feed have it, with the id of its subject as this member, and a page of a history of such. */
export const historyOf = <Id extends string>(name: string, id: Id, example: string) => {
  const subject = { [id]: SubjectId } as { [I in Id]: typeof SubjectId };
  const type = Type.String({ description: 'What happened, in short.', examples: [example] });
  const Event = Type.Object({ ...subject, ...eventMembers, type }, { $id: `${name}HistoryEvent` });
  const Placed = Type.Object(
    {
      ...Event.properties,
      position: Type.String({
        description: 'The position of this event: a Consistency-Token, and a place to follow the feed from.',
        examples: ['k3f9a2c1:3-1204'],
      }),
    },
    { $id: `${name}PlacedEvent` },
  );
  const Page = Type.Object(
    {
      events: Type.Array(Placed, { description: 'The oldest first.' }),
      next: Type.Optional(
        Type.String({ description: 'Cursor of the page that follows; absent from the last.', examples: ['c2VhbGVk'] }),
      ),
    },
    { $id: `${name}HistoryPage` },
  );
  return { Event, Placed, Page };
};

/** The problem `precondition-failed`, which shows what the precondition did not hold of. */
export const preconditionProblemOf = <Item extends TSchema>(name: string, one: string, item: Item) =>
  Type.Object(
    { ...Problem.properties, current: Type.Optional(item) },
    {
      $id: `${name}PreconditionProblem`,
      description: `\`current\` is the ${one} as it is now; absent if it is deleted.`,
    },
  );

/** Everything that can be done over HTTP with the resources of a collection, such as `/v1/tasks`; `stats` is the address of their numbers. */
export const routesOf = (collection: string, stats: string): readonly Route[] => {
  const reads = (path: string): Route => ({ service: 'query', method: 'GET', path });
  const writes = (method: Route['method'], path: string): Route => ({ service: 'command', method, path });
  const item = `${collection}/{id}`;
  return [
    reads(collection),
    writes('POST', collection),
    writes('DELETE', collection),
    writes('POST', `${collection}/bulk`),
    reads(item),
    writes('PUT', item),
    writes('PATCH', item),
    writes('DELETE', item),
    writes('POST', `${item}/restore`),
    reads(`${item}/events`),
    reads(stats),
  ];
};
