import { Problem, type ProblemSlug, problems } from '@notes/contracts';
import type { FastifySchema } from 'fastify';
import { type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { mayRetry } from '../problem-error.ts';
import { userText } from './header-texts.ts';
import { type HttpApp, isHidden } from './http-app.ts';

/** How the description of the API calls what tokens are sent by. */
export const bearerScheme = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A token whose scope allows the request.',
  },
} as const;

type Admission = { readonly authenticates: boolean; readonly limits: boolean };

/** What any request may be answered with, before its route sees it or because of a bug in it. */
const everywhere: readonly ProblemSlug[] = [
  'malformed-request',
  'not-acceptable',
  'uri-too-long',
  'header-too-large',
  'invalid',
  'internal',
  'overloaded',
];
const ofBodies: readonly ProblemSlug[] = ['body-too-large', 'unsupported-media-type'];

/** Who writes, where nobody shows a token. Who reads makes no difference. */
const user = {
  'x-user': Type.Optional(
    Type.String({
      pattern: userText,
      description: 'Who calls: 1 to 255 characters, those beyond ASCII in UTF-8; `anonymous` by default.',
      examples: ['ada'],
    }),
  ),
};

const withUser = (schema: FastifySchema | undefined): FastifySchema => {
  const { properties } = (schema?.headers ?? Type.Object({})) as TObject<TProperties>;
  return { ...schema, headers: Type.Object({ ...properties, ...user }) };
};

/**
 * Adds to the description of every route how requests are turned away before the route sees them. With authentication or
 * limits, a route that forgot to say its scope would be open to all, and is refused. Call it after the route policy, before any route is registered.
 */
export function describeAdmission(app: HttpApp, { authenticates, limits }: Admission): void {
  const always = [...everywhere];
  if (authenticates) always.push('unauthorized', 'forbidden', 'unavailable');
  if (limits) always.push('rate-limited');
  app.addHook('onRoute', (route) => {
    if (isHidden(route)) return;
    const scope = route.config?.scope;
    if (scope === undefined && (authenticates || limits))
      throw new Error(`${route.method} ${route.url} does not say its scope`);
    const schema = authenticates || scope !== 'notes:write' ? route.schema : withUser(route.schema);
    const slugs = [...always, ...(schema?.body === undefined ? [] : ofBodies)];
    if (route.url.includes(':')) slugs.push('not-found');
    route.schema = {
      ...schema,
      security: authenticates && scope !== undefined ? [{ bearer: [scope] }] : [],
      response: withProblems((schema?.response ?? {}) as object, slugs),
    };
  });
}

/** Which problems an answer's description is of. A symbol: it is for `withProblems`, and no part of the description. */
const slugsMember = Symbol('slugs');

const retryAfter = Type.Integer({
  ...{ format: 'int32', minimum: 0 },
  description: 'In how many seconds to try again.',
  examples: [1],
});

type ResponseDoc = {
  readonly description: string;
  readonly headers?: { readonly 'retry-after': typeof retryAfter };
  readonly content: { readonly 'application/problem+json': { readonly schema: TSchema } };
};
type Marked = ResponseDoc & { readonly [slugsMember]: readonly ProblemSlug[] };

/**
 * What a route's `schema.response` says of its problems, one entry a status, to be spread in. Those that any route may
 * answer with are added when it is registered.
 */
export function problemResponses(...slugs: readonly ProblemSlug[]): Record<number, ResponseDoc> {
  const byStatus = new Map<number, ProblemSlug[]>();
  for (const slug of new Set(slugs)) {
    const { status } = problems[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), slug]);
  }
  return Object.fromEntries([...byStatus].map(([status, theirs]) => [status, responseDoc(status, theirs)]));
}

/** A route's responses with further problems among them. What `problemResponses` has not made stays as it is. */
function withProblems(responses: object, slugs: readonly ProblemSlug[]): Record<string, unknown> {
  const told: ProblemSlug[] = [];
  const others: [string, unknown][] = [];
  for (const [status, response] of Object.entries(responses)) {
    if (slugsMember in response) told.push(...(response as Marked)[slugsMember]);
    else others.push([status, response]);
  }
  return { ...problemResponses(...told, ...slugs), ...Object.fromEntries(others) };
}

/**
 * The same for `precondition-failed`, whose problem has members of its own: `schema` is that of a problem that shows what the
 * precondition did not hold of.
 */
export function preconditionResponse(schema: TSchema): Record<number, ResponseDoc> {
  const slug = 'precondition-failed';
  const { [slugsMember]: _, ...response } = responseDoc(problems[slug].status, [slug], schema);
  return { [problems[slug].status]: response };
}

const responseDoc = (status: number, slugs: readonly ProblemSlug[], schema: TSchema = Problem): Marked => ({
  description: `${slugs.map((slug) => `${problems[slug].title} (\`${slug}\`)`).join('; ')}.`,
  ...(mayRetry(status) ? { headers: { 'retry-after': retryAfter } } : {}),
  content: { 'application/problem+json': { schema } },
  [slugsMember]: slugs,
});

/** An answer without a body, for a route's `schema.response`. As a plain object it would be described with a body of JSON. */
export const noContent = (description: string, headers: Readonly<Record<string, TSchema>> = {}) =>
  Type.Unsafe<undefined>({ type: 'null', description, headers });

/** The body of a request that needs none: nothing, or an empty object. Routes that say nothing of a body have it. */
export const NoBody = Type.Optional(Type.Object({}, { additionalProperties: false }));
