import type { FastifyReply } from 'fastify';
import { type TSchema, Type } from 'typebox';

/** Sends the answer of a read as JSON, with the position of its snapshot. Members that are undefined are left out. */
export const sendJson = (reply: FastifyReply, position: string, body: unknown): FastifyReply =>
  sendJsonText(reply, position, JSON.stringify(body));

/** The same, for a text that is JSON already. */
export const sendJsonText = (reply: FastifyReply, position: string, text: string): FastifyReply =>
  reply.header('consistency-token', position).header('content-type', 'application/json').send(text);

/** The response headers of every answered read. */
export const tokenHeaders = {
  'consistency-token': Type.String({
    description: 'The position of the snapshot that this was read from. Send it with the next read, and never go back.',
    examples: ['k3f9a2c1:0-12.3-1204'],
  }),
  'preference-applied': Type.Optional(
    Type.String({ description: 'The wait that was allowed.', examples: ['wait=10'] }),
  ),
};

/** One answer in JSON, for a route's `schema.response`. */
export const jsonResponse = <T extends TSchema>(
  description: string,
  schema: T,
  example: unknown,
  headers: Readonly<Record<string, TSchema>> = {},
) => ({
  description,
  headers: { ...tokenHeaders, ...headers },
  content: { 'application/json': { schema, examples: { example: { value: example } } } },
});
