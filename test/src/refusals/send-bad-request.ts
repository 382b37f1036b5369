import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { BadRequest } from './refusals.ts';

/** Status and slug of the answer; the slug of what is no problem is its media type. */
export type Refusal = { readonly status: number; readonly slug: string };

/** Sends a request byte for byte, which `fetch` does not: it would mend the address. */
export async function sendBadRequest(base: string, bad: BadRequest, token: string | undefined): Promise<Refusal> {
  const { method = 'GET', path, headers, body } = bad;
  const { hostname, port } = new URL(base);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const sent = request({
    hostname,
    port,
    method,
    path,
    headers: { ...authorization, ...length, ...headers },
    agent: false,
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const type = answer.headers['content-type'] ?? '';
  if (!type.includes('problem+json')) {
    answer.destroy();
    return { status: answer.statusCode ?? 0, slug: type };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const problem = JSON.parse(Buffer.concat(chunks).toString()) as { type: string };
  return { status: answer.statusCode ?? 0, slug: problem.type.replace('/problems/', '') };
}
