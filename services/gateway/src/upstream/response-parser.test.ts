import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MalformedResponse } from './message-heads.ts';
import { type ResponseListener, ResponseParser } from './response-parser.ts';

type Heard = {
  status?: number;
  headers?: string[];
  body: string;
  ended?: { reusable: boolean; more: boolean };
};

/** What is heard of a response that arrives in pieces cut at the given places. */
function read(text: string, { cuts = [] as readonly number[], bodyless = false, closes = false } = {}): Heard {
  const parser = new ResponseParser();
  const heard: Heard = { body: '' };
  parser.expect(bodyless, {
    onHead: ({ status, headers }) => Object.assign(heard, { status, headers }),
    onBody: (chunk) => {
      heard.body += chunk.toString('latin1');
    },
    onEnd: (reusable, more) => Object.assign(heard, { ended: { reusable, more } }),
  });
  for (const piece of pieces(text, cuts)) parser.push(piece);
  if (closes) parser.close();
  return heard;
}

function pieces(text: string, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b).map((cut) => Math.min(cut, text.length)), text.length];
  return places.slice(1).map((place, i) => Buffer.from(text.slice(places[i], place), 'latin1'));
}

const ofLength = 'HTTP/1.1 200 OK\r\nETag: "1"\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello';
const chunked =
  'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-Trailer: 1\r\n\r\n';

test('reads a body by its length and leaves out what speaks of the connection', () => {
  expect(read(ofLength)).toEqual({
    status: 200,
    headers: ['ETag', '"1"', 'Content-Length', '5'],
    body: 'hello',
    ended: { reusable: true, more: false },
  });
});

test('reads a body in chunks and over its trailers', () => {
  expect(read(chunked)).toEqual({ status: 201, headers: [], body: 'hello!', ended: { reusable: true, more: false } });
});

test('reads a body of unknown length until the connection closes', () => {
  const text = 'HTTP/1.1 200 OK\r\n\r\nhello';
  expect(read(text).ended).toBeUndefined();
  expect(read(text, { closes: true })).toEqual({
    status: 200,
    headers: [],
    body: 'hello',
    ended: { reusable: false, more: false },
  });
});

test('reads the same however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(ofLength, chunked), fc.array(fc.nat(150), { maxLength: 12 }), (text, cuts) => {
      expect(read(text, { cuts })).toEqual(read(text));
    }),
  );
});

test.each([
  ['the answer to HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n', true],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', false],
  ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', false],
])('%s has no body', (_, text, bodyless) => {
  expect(read(text, { bodyless })).toMatchObject({ body: '', ended: { reusable: true, more: false } });
});

test('an interim response is passed over', () => {
  expect(read(`HTTP/1.1 100 Continue\r\n\r\n${ofLength}`)).toMatchObject({ status: 200, body: 'hello' });
});

test.each([
  ['says close', ofLength.replace('keep-alive', 'close')],
  ['is of HTTP/1.0', ofLength.replace('1.1', '1.0')],
])('a connection is not used again when the response %s', (_, text) => {
  expect(read(text).ended).toEqual({ reusable: false, more: false });
});

test('more than was asked for is told of', () => {
  expect(read(`${ofLength}HTTP/1.1`).ended).toEqual({ reusable: true, more: true });
});

test('reads responses one after the other, however the bytes are cut', () => {
  const kinds = fc.constantFrom({ text: ofLength, body: 'hello' }, { text: chunked, body: 'hello!' });
  const responses = fc.array(kinds, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(responses, fc.array(fc.nat(600), { maxLength: 12 }), (due, cuts) => {
      const parser = new ResponseParser();
      const bodies = [''];
      const listener: ResponseListener = {
        onHead: () => {},
        onBody(chunk) {
          bodies[bodies.length - 1] += chunk.toString('latin1');
        },
        onEnd() {
          if (bodies.length === due.length) return;
          bodies.push('');
          parser.expect(false, listener);
        },
      };
      parser.expect(false, listener);
      for (const piece of pieces(due.map(({ text }) => text).join(''), cuts)) parser.push(piece);
      expect(bodies).toEqual(due.map(({ body }) => body));
    }),
  );
});

test('headers that Connection names are left out, and a length that chunks make void', () => {
  const text = chunked.replace(
    '\r\n',
    '\r\nConnection: X-One, keep-alive\r\nX-One: 1\r\nX-Two: 2\r\nContent-Length: 9\r\n',
  );
  expect(read(text)).toMatchObject({ headers: ['X-Two', '2'], body: 'hello!' });
});

test.each([
  ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['a coding that is not known', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
  ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n'],
  ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n'],
  ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`],
])('refuses %s', (_, text) => {
  expect(() => read(text)).toThrow(MalformedResponse);
});

test('a response that is cut short is told from one that ends', () => {
  const parser = new ResponseParser();
  parser.expect(false, { onHead: () => {}, onBody: () => {}, onEnd: () => {} });
  parser.push(Buffer.from(ofLength.slice(0, -1)));
  expect(parser.close()).toBe(false);
});

test('what nobody asked for is refused', () => {
  expect(() => new ResponseParser().push(Buffer.from('HTTP/1.1 408 Request Timeout\r\n\r\n'))).toThrow(
    MalformedResponse,
  );
});
