import type { FastifySchema } from 'fastify';

declare module 'fastify' {
  interface FastifySchema {
    /** @fastify/swagger leaves such a route out of the description. */
    hide?: boolean;
  }
}

/** For routes that the description of the API does not tell of. */
export const hidden: FastifySchema = { hide: true };
