import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * Sends one request on a connection of its own, and takes any method and header; fetch keeps spare connections open and
 * forbids some.
 */
export function send(url: string, headers: Record<string, string>, method: string): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, async (answer) => {
      const body = await buffer(answer);
      const { statusCode: status = 0, headersDistinct } = answer;
      const given = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      );
      resolve(new Response(body.length === 0 ? null : body, { status, headers: given }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
