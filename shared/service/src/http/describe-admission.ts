import type { ProblemSlug } from '@notes/contracts';
import type { FastifySchema } from 'fastify';
import { type TObject, type TProperties, Type } from 'typebox';
import { userText } from './header-texts.ts';
import type { HttpApp } from './http-app.ts';
import { withProblems } from './problem-responses.ts';
import { isHidden } from './route-policy.ts';

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
