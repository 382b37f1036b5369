import { expect, test } from 'vitest';
import { accepts } from './on-request.ts';

const json = ['application/json'];

test.each([
  'application/json',
  'application/*',
  '*/*',
  'text/html, */*;q=0.1',
  'APPLICATION/JSON;q=0.5',
  'text/html,application/json',
  '',
  'garbage',
])('admits JSON: %j', (header) => expect(accepts(header, json)).toBe(true));

test.each([
  'text/html',
  'text/*',
  'application/json;q=0',
  'application/json;q=0, */*',
  '*/*;q=0',
  'application/problem+json',
  'image/png, text/html;q=0.3',
])('excludes JSON: %j', (header) => expect(accepts(header, json)).toBe(false));

test('admits a route that answers with one of the types', () => {
  expect(accepts('text/event-stream', ['application/json', 'text/event-stream'])).toBe(true);
});
