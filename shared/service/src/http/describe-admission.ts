import type { ProblemSlug } from '@notes/contracts';
import type { HttpApp } from './http-app.ts';
import { problemResponses } from './problem-responses.ts';
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

/**
 * Adds to the description of every route how requests are turned away before the route sees them. A route that forgot to say its scope
 * would be open to all, and is refused. Call it before any route is registered.
 */
export function describeAdmission(app: HttpApp, { authenticates, limits }: Admission): void {
  if (!authenticates && !limits) return;
  const slugs: ProblemSlug[] = [];
  if (authenticates) slugs.push('unauthorized', 'forbidden', 'unavailable');
  if (limits) slugs.push('rate-limited');
  const refusals = problemResponses(...slugs);
  app.addHook('onRoute', (route) => {
    if (isHidden(route)) return;
    const scope = route.config?.scope;
    if (scope === undefined) throw new Error(`${route.method} ${route.url} does not say its scope`);
    const { schema } = route;
    route.schema = {
      ...schema,
      ...(authenticates ? { security: [{ bearer: [scope] }] } : {}),
      response: { ...refusals, ...(schema?.response as object | undefined) },
    };
  });
}
