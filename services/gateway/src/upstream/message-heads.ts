import type { IncomingMessage } from 'node:http';

/** RFC 9110 §7.6.1: for one connection, not for the message. The same for requests and for responses. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

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

const notForwardedInTrace: ReadonlySet<string> = new Set([...notForwarded, 'traceparent']);

type HeadOptions = { readonly trusted: boolean; readonly traceparent?: string | undefined };

/**
 * The head of the request as the service gets it: as the client sent it, but for what concerns the client's connection alone,
 * and with X-Forwarded-* for the caller's address, host and scheme. Those of a proxy that is `trusted` are kept, and go on. `traceparent`, if given, replaces the client's.
 */
export function requestHead(
  request: IncomingMessage,
  host: string,
  framing: BodyFraming,
  { trusted, traceparent }: HeadOptions,
): string {
  const { rawHeaders, headers } = request;
  let head = `${request.method} ${request.url} HTTP/1.1\r\nHost: ${host}\r\n`;
  const dropped = traceparent === undefined ? notForwarded : notForwardedInTrace;
  const list = headers.connection === undefined ? rawHeaders : withoutNamed(rawHeaders, headers.connection);
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] ?? '';
    if (!dropped.has(name.toLowerCase())) head += `${name}: ${list[i + 1]}\r\n`;
  }
  if (traceparent !== undefined) head += `traceparent: ${traceparent}\r\n`;
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

export type ResponseHead = {
  readonly status: number;
  /** As they came: name, value, name, value. What speaks of the connection alone is left out. */
  readonly headers: string[];
  /** How the body ends: after its length, after the last chunk, or with the connection. */
  readonly framing: 'length' | 'chunked' | 'close';
  readonly length: number;
  /** Whether the connection may carry another exchange. */
  readonly reusable: boolean;
};

export class MalformedResponse extends Error {
  override readonly name = 'MalformedResponse';
}

const statusLineForm = /^HTTP\/1\.[01] [1-9]\d\d(?: |$)/;
const digits = /^\d{1,15}$/;

/**
 * Reads the status line and the headers, without the empty line after them. `bodyless`: it answers a HEAD. Throws
 * MalformedResponse.
 */
export function parseResponseHead(text: string, bodyless: boolean): ResponseHead {
  let at = endOfLine(text, 0);
  const statusLine = text.slice(0, at);
  if (!statusLineForm.test(statusLine)) throw new MalformedResponse('this is no response of HTTP/1');
  const status = Number(statusLine.slice(9, 12));
  const headers: string[] = [];
  const dropped: string[] = [];
  let closes = statusLine.startsWith('HTTP/1.0');
  let length: number | undefined;
  let chunked = false;
  while (at < text.length) {
    const begin = at + lineEnd.length;
    at = endOfLine(text, begin);
    const colon = text.indexOf(':', begin);
    if (colon <= begin || colon > at) throw new MalformedResponse('a header cannot be read');
    const name = text.slice(begin, colon);
    const value = text.slice(colon + 1, at).trim();
    const meaning = meaningOf(name);
    if (meaning === 'length') length = readLength(value, length);
    if (meaning === 'length' || meaning === 'message') headers.push(name, value);
    else if (meaning === 'connection') {
      const named = value.toLowerCase().split(/[\s,]+/);
      closes ||= named.includes('close');
      dropped.push(...named.filter((option) => option !== 'close' && option !== 'keep-alive'));
    } else if (meaning === 'coding') chunked = readCoding(value);
  }
  if (chunked) dropped.push('content-length');
  const empty = bodyless || status === 204 || status === 304 || status < 200;
  const framing = empty ? 'length' : chunked ? 'chunked' : length === undefined ? 'close' : 'length';
  return {
    status,
    headers: dropped.length === 0 ? headers : without(headers, dropped),
    framing,
    length: empty ? 0 : (length ?? 0),
    reusable: framing !== 'close' && !closes,
  };
}

const lineEnd = '\r\n';

function endOfLine(text: string, from: number): number {
  const end = text.indexOf(lineEnd, from);
  return end === -1 ? text.length : end;
}

type Meaning = 'message' | 'length' | 'connection' | 'coding' | 'hop';

/** By the name as it came: our services write few, and always the same way. */
const meanings = new Map<string, Meaning>();
const maxMeanings = 500;

function meaningOf(name: string): Meaning {
  let meaning = meanings.get(name);
  if (meaning === undefined) {
    meaning = readMeaning(name.toLowerCase());
    if (meanings.size < maxMeanings) meanings.set(name, meaning);
  }
  return meaning;
}

function readMeaning(lower: string): Meaning {
  if (lower === 'content-length') return 'length';
  if (lower === 'connection') return 'connection';
  if (lower === 'transfer-encoding') return 'coding';
  return hopByHop.has(lower) ? 'hop' : 'message';
}

function readLength(value: string, before: number | undefined): number {
  if (!digits.test(value) || (before !== undefined && before !== Number(value)))
    throw new MalformedResponse('Content-Length cannot be read');
  return Number(value);
}

function readCoding(value: string): true {
  if (value.toLowerCase() !== 'chunked') throw new MalformedResponse('Transfer-Encoding is not one that we know');
  return true;
}

/** The list of names and values without the headers of these names, which are in lower case. */
export const without = (headers: readonly string[], names: readonly string[]): string[] =>
  headers.filter((_, index) => !names.includes((headers[index - (index % 2)] ?? '').toLowerCase()));
