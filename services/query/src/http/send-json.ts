import type { FastifyReply } from 'fastify';

/** Sends what was read, with the position that it was read at. Members that are undefined are left out. */
export const sendJson = (reply: FastifyReply, position: string, body: unknown): FastifyReply =>
  sendJsonText(reply, position, JSON.stringify(body));

/** The same, of what is JSON already. */
export const sendJsonText = (reply: FastifyReply, position: string, text: string): FastifyReply =>
  reply.header('consistency-token', position).header('content-type', 'application/json').send(text);
