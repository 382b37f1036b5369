import type { FastifyRequest, RouteOptions } from 'fastify';
import { Type } from 'typebox';
import { ProblemError } from '../problem-error.ts';
import { accepts } from './accepts.ts';
import type { HttpApp } from './http-app.ts';
import { json } from './parse-body.ts';
import { NoBody } from './problem-responses.ts';

const withBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * What holds on every route of the API, hidden ones (pages, probes) excepted: parameters that no schema names are refused, also where
 * there is no schema; so is a body where none is asked for; and a request must accept what the route answers with. Call it
 * before any route is registered.
 */
export function applyRoutePolicy(app: HttpApp): void {
  app.addHook('onRoute', (route) => {
    if (isHidden(route)) return;
    const schema = { ...route.schema };
    schema.querystring ??= Type.Object({});
    if (schema.body === undefined && [route.method].flat().some((method) => withBody.has(method))) schema.body = NoBody;
    route.schema = schema;
  });
}

/** Pages and probes: what the description of the API leaves out. */
export const isHidden = ({ schema }: { readonly schema?: RouteOptions['schema'] | undefined }): boolean =>
  schema?.hide === true;

/** Throws the problem `not-acceptable`. Most clients accept anything, which costs no look at the route. */
export function checkAccept(request: FastifyRequest): void {
  const { accept } = request.headers;
  if (accept === undefined || accept === '*/*' || accept === json) return;
  const { config, schema } = request.routeOptions;
  if (isHidden({ schema })) return;
  const produces = config.produces ?? [json];
  if (!accepts(accept, produces))
    throw new ProblemError('not-acceptable', `This address answers with ${produces.join(', ')}.`);
}
