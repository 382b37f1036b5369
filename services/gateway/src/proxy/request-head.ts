import type { IncomingMessage } from 'node:http';
import { hopByHop, without } from './response-head.ts';

export type BodyFraming = 'none' | 'length' | 'chunked';

/** How the client sends its body. Node has refused what has both headers. */
export function bodyFraming({ headers }: IncomingMessage): BodyFraming {
  if (headers['transfer-encoding'] !== undefined) return 'chunked';
  const length = headers['content-length'];
  return length === undefined || length === '0' ? 'none' : 'length';
}

/** Expect has been met by Node: it has answered 100 Continue. What follows the host is written anew. */
const notForwarded: ReadonlySet<string> = new Set([
  ...hopByHop,
  'host',
  'content-length',
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);

/**
 * The head of the request as the service gets it: as the client sent it, but for what concerns the client's connection alone,
 * and with X-Forwarded-* that say who called and how. Those of a proxy that is `trusted` are kept, and go on.
 */
export function requestHead(request: IncomingMessage, host: string, framing: BodyFraming, trusted: boolean): string {
  const { rawHeaders, headers } = request;
  let head = `${request.method} ${request.url} HTTP/1.1\r\nHost: ${host}\r\n`;
  const list = headers.connection === undefined ? rawHeaders : withoutNamed(rawHeaders, headers.connection);
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? '';
    if (!notForwarded.has(name.toLowerCase())) head += `${name}: ${list[i + 1]}\r\n`;
  }
  const before = trusted ? headers : {};
  const address = request.socket.remoteAddress ?? 'unknown';
  const addresses = text(before['x-forwarded-for']);
  head += `X-Forwarded-For: ${addresses === undefined ? address : `${addresses}, ${address}`}\r\n`;
  head += `X-Forwarded-Host: ${text(before['x-forwarded-host']) ?? headers.host ?? ''}\r\n`;
  head += `X-Forwarded-Proto: ${text(before['x-forwarded-proto']) ?? 'http'}\r\n`;
  if (framing === 'chunked') return `${head}Transfer-Encoding: chunked\r\n\r\n`;
  const length = headers['content-length'];
  return length === undefined ? `${head}\r\n` : `${head}Content-Length: ${length}\r\n\r\n`;
}

/** Connection may name further headers that are for the next hop alone. Nearly always it names none. */
function withoutNamed(rawHeaders: readonly string[], connection: string): readonly string[] {
  if (connection === 'keep-alive' || connection === 'close') return rawHeaders;
  return without(rawHeaders, connection.toLowerCase().split(/[\s,]+/));
}

const text = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(', ');
