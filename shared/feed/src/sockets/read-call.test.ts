import { restCalls, SubscribePayload } from '@notes/contracts';
import { ProblemError } from '@notes/service';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { payloadReader, readCall } from './call-frames.ts';

test('a call is read with its payload, which may be left out or null', () => {
  expect(readCall('{"id":"a","method":"ping"}')).toEqual({ id: 'a', method: 'ping', payload: {} });
  expect(readCall('{"id":1,"method":"ping","payload":null}')).toEqual({ id: 1, method: 'ping', payload: {} });
  expect(readCall('{"id":1,"method":"x","payload":{"a":1}}')).toMatchObject({ payload: { a: 1 } });
});

/** What a client is told of frames that are no calls: all of it, in words of our own. */
test.each([
  ['', null, 'The frame is not JSON.'],
  ['{"id":1,', null, 'The frame is not JSON.'],
  ['\u0000', null, 'The frame is not JSON.'],
  ['null', null, '#: A frame is a JSON object.'],
  ['[]', null, '#: A frame is a JSON object.'],
  ['"ping"', null, '#: A frame is a JSON object.'],
  ['{}', null, '#/id: Must be present.'],
  ['{"id":{},"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":[1],"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":null,"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":true,"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":1.5,"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":1e400,"method":"ping"}', null, '#/id: Must be string or integer.'],
  ['{"id":9007199254740993,"method":"ping"}', null, '#/id: Must be <= 9007199254740991.'],
  ['{"id":-1e300,"method":"ping"}', null, '#/id: Must be >= -9007199254740991.'],
  [`{"id":"${'x'.repeat(256)}","method":"ping"}`, null, '#/id: Must be at most 255 characters long.'],
  ['{"id":1}', 1, '#/method: Must be present.'],
  ['{"id":1,"method":{}}', 1, '#/method: Must be string.'],
  [`{"id":1,"method":"${'x'.repeat(65)}"}`, 1, '#/method: Must be at most 64 characters long.'],
  ['{"id":1,"method":"ping","payload":[]}', 1, '#/payload: Must be object or null.'],
  ['{"id":1,"method":"ping","payload":"x"}', 1, '#/payload: Must be object or null.'],
])('%s is answered to id %j: %s', (text, id, message) => {
  const read = readCall(text);
  expect([read.id, 'problem' in read && read.problem.message]).toEqual([id, message]);
});

test.each([
  ['', null, undefined, 'malformed-request', undefined],
  ['null', null, undefined, 'invalid', '#'],
  ['[1]', null, undefined, 'invalid', '#'],
  ['7', null, undefined, 'invalid', '#'],
  ['{"method":"ping"}', null, 'ping', 'invalid', '#/id'],
  ['{"id":1.5,"method":"ping"}', null, 'ping', 'invalid', '#/id'],
  ['{"id":7}', 7, undefined, 'invalid', '#/method'],
  ['{"id":7,"method":"ping","payload":[]}', 7, 'ping', 'invalid', '#/payload'],
])('%s is no call, and as much of it is told as can be read', (text, id, method, slug, pointer) => {
  const read = readCall(text);
  expect(read).toMatchObject({ id, problem: { slug } });
  expect(read.method).toBe(method);
  expect('problem' in read && read.problem.errors?.[0]?.pointer).toBe(pointer);
});

const problemOf = (read: () => unknown): ProblemError => {
  try {
    read();
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error('it was read');
};

test('the mistakes of a payload are told where they are', () => {
  const read = payloadReader(SubscribePayload);
  expect(problemOf(() => read({ channel: '', evnt: 'x' })).errors).toEqual([
    {
      pointer: '#/payload/evnt',
      code: 'unknown-member',
      detail: 'Unknown member. Known are: channel, event, since.',
    },
    { pointer: '#/payload/channel', code: 'too-short', detail: 'Must be at least 1 characters long.' },
  ]);
});

const Any = Type.Object({});
const list = restCalls({ all: 'notes', one: 'note' }, { Body: Any, Patch: Any, Item: Any, Page: Any }).list.payload;

test('a payload of very many members is refused, and the answer stays small', () => {
  const many = Object.fromEntries(Array.from({ length: 8_000 }, (_, i) => [`m${i}`, 1]));
  for (const schema of [list, SubscribePayload])
    expect(problemOf(() => payloadReader(schema)(many)).errors).toMatchObject([{ code: 'too-many' }]);
  const late = { search: Array(201).fill('x').concat(Array(10).fill({})) };
  expect(problemOf(() => payloadReader(list)(late)).errors).toHaveLength(1);
});
