import { asyncApiDocument } from '@notes/contracts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { features } from '../app.ts';
import { FeedStage, type Gateway } from '../testing/feed-stage.ts';

let stage: FeedStage;
let gateway: Gateway;

beforeAll(async () => {
  stage = await FeedStage.open({ databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') });
  gateway = await stage.gateway();
});

afterAll(() => stage.close());

const get = (path: string): Promise<Response> => fetch(`http://${gateway.host}${path}`);

test('the document is served for programs', async () => {
  const answer = await get('/asyncapi.json');
  expect(answer.headers.get('content-type')).toBe('application/json');
  const document = (await answer.json()) as { info: { version: string } };
  expect(document).toEqual(JSON.parse(JSON.stringify(asyncApiDocument(document.info.version, features))));
  expect(await (await get('/asyncapi-3.0.json')).json()).toEqual({ ...document, asyncapi: '3.0.0' });
});

test('and for people, on a page that may load nothing', async () => {
  const answer = await get('/docs/asyncapi');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  expect(await answer.text()).toContain('<h1>Notes');
});

test('every method that a socket can call is described', async () => {
  const client = await stage.client(gateway);
  const { error } = await client.call('no.such.method');
  const known = /Known are: (.*)\./.exec((error as { message?: string })?.message ?? '')?.[1]?.split(', ') ?? [];
  expect(known).toContain('subscribe');
  const { operations } = asyncApiDocument('0', features);
  expect(Object.keys(operations)).toEqual(expect.arrayContaining(known));
});

test('what the feed counts is among the metrics', async () => {
  const text = await (await get('/metrics')).text();
  for (const name of [
    'delivered_events_total',
    'since_total',
    'frames_total',
    'repairs_total',
    'behind',
    'lag_positions',
    'redis_heard',
  ])
    expect(text).toContain(`notes_feed_${name}`);
});
