import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifySchema, RawServerDefault, RouteOptions } from 'fastify';
import type { Caller, Scope } from '../auth/caller.ts';
import type { Span } from '../telemetry/tracer.ts';

/** Fastify, whose routes take the types of bodies and queries from their TypeBox schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifySchema {
    /** @fastify/swagger leaves such a route out of the description. */
    hide?: boolean;
  }
  interface FastifyContextConfig {
    /** Media types the route answers with; application/json by default. A request that accepts none of them gets 406. */
    produces?: readonly string[];
    /** The answer goes on for as long as the client likes: not measured, and no slow request. */
    endless?: boolean;
    /** What a caller's token must allow. Every route of the API says it; hidden ones are open to all, and not counted. */
    scope?: Scope;
  }
  interface FastifyRequest {
    /** Who calls. Throws the problem `malformed-request` if, with authentication off, X-User is no name. */
    caller: Caller;
    /** Of this request; absent where traces are not asked for. */
    span: Span | undefined;
  }
}

/** For routes that the description of the API does not tell of. */
export const hidden: FastifySchema = { hide: true };

/** Pages and probes: what the description of the API leaves out. */
export const isHidden = ({ schema }: { readonly schema?: RouteOptions['schema'] | undefined }): boolean =>
  schema?.hide === true;
