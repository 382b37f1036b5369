import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { publishSchema } from '@notes/contracts';
import type { FastifySchema } from 'fastify';
import { IsOptional } from 'typebox';
import { bearerScheme, NoBody } from './describe-admission.ts';
import type { HttpApp } from './http-app.ts';

type About = {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Whether callers must show a token. */
  readonly authenticates: boolean;
};

const docsPolicy =
  "default-src 'none'; connect-src 'self'; font-src 'self' data:; img-src 'self' data:; script-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

/** What the parts of the API are for that are no resources. */
const tagDescriptions: Readonly<Record<string, string>> = {
  feed: 'Changes as they happen.',
  stats: 'Numbers over all of them.',
  status: 'How the system is.',
};

/** Describes the API as OpenAPI 3.1, for people at `/docs`. Register it before the routes. */
export async function apiDocument(app: HttpApp, about: About): Promise<void> {
  const { title, description, version, authenticates } = about;
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/', description: 'Where this description is served from.' }],
      ...(authenticates ? { components: { securitySchemes: bearerScheme } } : {}),
    },
    transform: ({ schema, url }) => ({ schema: describe(schema), url }),
    transformObject: (document) =>
      'openapiObject' in document ? withTags(hoistSchemas(requireHeaders(document.openapiObject))) : {},
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    uiConfig: { url: '/openapi.json', deepLinking: true, tryItOutEnabled: true },
  });
}

/** The description itself, at `/openapi.json`. */
export function documentRoute(app: HttpApp): void {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
}

type Tagged = { readonly paths?: Readonly<Record<string, object | undefined>> | undefined };

/** The document with the tags that its operations have, each described. */
function withTags<T extends Tagged>(document: T): T {
  const operations = Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods ?? {}));
  const names = new Set(operations.flatMap(({ tags = [] }: { tags?: string[] }) => tags));
  return { ...document, tags: [...names].sort().map(describeTag) };
}

const describeTag = (name: string) => ({
  name,
  description: tagDescriptions[name] ?? `Reading and writing ${name}.`,
});

const describe = <T extends FastifySchema>(schema: T): T =>
  nameSchemas(publishSchema(markOptionalHeaders(withoutDefaults(schema))));

/** A body that nobody needs to send is not worth describing. */
function withoutDefaults<T extends { body?: unknown }>(schema: T): T {
  if (schema?.body !== NoBody) return schema;
  const { body: _, ...rest } = schema;
  return rest as T;
}

type Json = { [member: string]: unknown };

const nameMember = 'x-schema-name';

/** Gives every schema that has an `$id` a member with that name, which survives the making of the document. The `$id` does not. */
function nameSchemas<T>(schema: T): T {
  return rewrite(schema, ({ $id, ...members }) =>
    typeof $id === 'string' ? { ...members, [nameMember]: $id } : members,
  ) as T;
}

/**
 * Moves every named schema to `components.schemas` and leaves a reference in its place, so that the document says `Note` once
 * and by name. Schemas of one name are taken to be the same.
 */
function hoistSchemas<T extends object>(document: T): T {
  const schemas: Json = {};
  const result = rewrite(document, ({ [nameMember]: name, ...members }) => {
    if (typeof name !== 'string') return members;
    schemas[name] = members;
    return { $ref: `#/components/schemas/${name}` };
  }) as Json;
  const components = (result['components'] ?? {}) as Json;
  return { ...result, components: { ...components, schemas: { ...(components['schemas'] as Json), ...schemas } } } as T;
}

/** A copy in which every object is changed, the inner ones first. */
function rewrite(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rewrite(member, change)])));
}

type Members = Readonly<Record<string, unknown>>;
type Described = { readonly headers?: Readonly<Record<string, Members>> };

const optionalMember = 'x-optional';

/** Marks the headers that an answer may lack, in a route's schema: what the document is made by does not know TypeBox's own mark. */
function markOptionalHeaders<T extends { readonly response?: unknown }>(schema: T): T {
  if (typeof schema?.response !== 'object' || schema.response === null) return schema;
  const response = mapValues(schema.response as Readonly<Record<string, Described>>, (answer) =>
    answer.headers === undefined
      ? answer
      : {
          ...answer,
          headers: mapValues(answer.headers, (header) =>
            IsOptional(header) ? { ...header, [optionalMember]: true } : header,
          ),
        },
  );
  return { ...schema, response };
}

type Header = { readonly schema?: Members };
type Answer = { readonly headers?: Readonly<Record<string, Header>> };
type Operation = { readonly responses?: Readonly<Record<string, Answer>> };
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Says in the document which headers an answer always has: all that are not marked. */
function requireHeaders<T extends { readonly paths?: unknown }>(document: T): T {
  const paths = mapValues((document.paths ?? {}) as Paths, (methods) =>
    mapValues(methods, (operation) => ({
      ...operation,
      ...(operation.responses === undefined ? {} : { responses: mapValues(operation.responses, requireEach) }),
    })),
  );
  return { ...document, paths };
}

function requireEach(answer: Answer): Answer {
  if (answer.headers === undefined) return answer;
  return {
    ...answer,
    headers: mapValues(answer.headers, ({ schema = {}, ...header }) => {
      const { [optionalMember]: optional, ...rest } = schema;
      return { ...header, ...(optional === true ? {} : { required: true }), schema: rest };
    }),
  };
}

const mapValues = <V, R>(record: Readonly<Record<string, V>>, change: (value: V) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
