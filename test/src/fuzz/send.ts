import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { FuzzRequest } from './requests-to.ts';

export type FuzzAnswer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** Sends a request as it is; fetch would put much of it right. Rejects if the server breaks the connection without an answer. */
export function send(base: string, { method, target, headers, body }: FuzzRequest, agent: Agent): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const sent = request(
      { hostname, port, agent, method, path: target, headers: { ...headers, ...length } },
      (response) => {
        const { statusCode: status = 0, headers: answered } = response;
        buffer(response).then((bytes) => resolve({ status, headers: answered, body: bytes }), reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
