import { restCalls } from '@notes/contracts';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import type { Method } from './method.ts';
import { restMethods, restRequest } from './rest-methods.ts';

const names = { all: 'notes', one: 'note' };
const Any = Type.Object({});
const calls = restCalls(names, { Body: Any, Patch: Any, Item: Any, Page: Any });
const requestOf = (name: keyof typeof calls, payload: Parameters<typeof restRequest>[3]) =>
  restRequest(names, name, calls, payload);

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const context = { credentials: { headers: {} } } as Parameters<Method['perform']>[0];
const json = { 'content-type': 'application/json' };

test('a create is a POST of the members of the note', () => {
  expect(requestOf('create', { title: 'Tea', priority: 2, idempotency_key: 'a b' })).toEqual({
    service: 'command',
    verb: 'POST',
    path: '/v1/notes',
    headers: { ...json, 'idempotency-key': '"a b"' },
    body: '{"title":"Tea","priority":2}',
  });
});

test('a replace is a PUT, an update a merge patch, in which null stays', () => {
  expect(requestOf('replace', { id, title: 'Tea' })).toMatchObject({
    verb: 'PUT',
    path: `/v1/notes/${id}`,
    headers: json,
    body: '{"title":"Tea"}',
  });
  expect(requestOf('update', { id, description: null })).toMatchObject({
    verb: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: '{"description":null}',
  });
});

test('a delete and a restore have no body', () => {
  expect(requestOf('delete', { id })).toEqual({
    service: 'command',
    verb: 'DELETE',
    path: `/v1/notes/${id}`,
    headers: {},
  });
  expect(requestOf('restore', { id })).toMatchObject({ verb: 'POST', path: `/v1/notes/${id}/restore` });
});

test('a version becomes an entity tag, and what is one already stays', () => {
  const tagOf = (if_match: number | string) => requestOf('delete', { id, if_match }).headers['if-match'];
  expect([tagOf(3), tagOf('"3"'), tagOf('*')]).toEqual(['"3"', '"3"', '*']);
});

test('a read may say at which version the note must be', () => {
  expect(requestOf('get', { id, if_match: 3 })).toMatchObject({ headers: { 'if-match': '"3"' } });
});

test('what is a header on other methods is a parameter where the method has none, so that it is refused', () => {
  const request = requestOf('list', { if_match: 'a\r\nb', idempotency_key: 'k' });
  expect(request).toMatchObject({ path: '/v1/notes?if_match=a%0D%0Ab&idempotency_key=k', headers: {} });
  expect(requestOf('get', { id, idempotency_key: '\n' }).headers).toEqual({});
});

test('quotes and backslashes in a key are escaped', () => {
  expect(requestOf('delete', { id, idempotency_key: 'a"\\' }).headers).toEqual({
    'idempotency-key': '"a\\"\\\\"',
  });
});

test('whatever else a read names is a parameter, a list one that is repeated', () => {
  const request = requestOf('list', {
    consistency_token: 'k3f9a2c1:0-1',
    order_by: ['-priority', 'title'],
    'priority:ge': 3,
    deleted: true,
    search: 'a&b=c',
  });
  expect(request).toEqual({
    service: 'query',
    verb: 'GET',
    path: '/v1/notes?order_by=-priority&order_by=title&priority%3Age=3&deleted=true&search=a%26b%3Dc',
    headers: { 'consistency-token': 'k3f9a2c1:0-1' },
  });
  expect(requestOf('get', { id, version: 2 }).path).toBe(`/v1/notes/${id}?version=2`);
});

test('null is a value to list by, alone or among others', async () => {
  const sent: string[] = [];
  const list = restMethods(names, calls, async ({ path }) => {
    sent.push(path);
    return { status: 200, body: {}, position: undefined };
  }).get('notes.list');
  await list?.perform(context, { assignee: null, severity: [null, 3] }, new AbortController().signal);
  expect(sent).toEqual(['/v1/notes?assignee=null&severity=null&severity=3']);
});

test('a refusal names the holder of a value that is unique', async () => {
  const errors = [{ pointer: '#/unique_title', code: 'not-unique', detail: 'taken' }];
  const body = { type: '/problems/not-unique', detail: 'taken', status: 409, errors, holder: `/v1/notes/${id}` };
  const create = restMethods(names, calls, async () => ({ status: 409, body, position: undefined }));
  expect(await create.get('notes.create')?.perform(context, {}, new AbortController().signal)).toEqual({
    error: {
      ...{ code: 'not-unique', message: 'taken', holder: `/v1/notes/${id}` },
      errors: [{ ...errors[0], pointer: '#/payload/unique_title' }],
    },
  });
});

test('several resources can be called, each under its name', async () => {
  const sent: unknown[] = [];
  const call = async (request: object) => {
    sent.push(request);
    return { status: 200, body: {}, position: undefined };
  };
  const resources = [names, { all: 'tasks', one: 'task' }].map((each) => restMethods(each, calls, call));
  const methods = new Map(resources.flatMap((each) => [...each]));
  expect(methods.size).toBe(2 * Object.keys(calls).length);
  const perform = (name: string, payload: object) =>
    methods.get(name)?.perform(context, payload, new AbortController().signal);
  await perform('tasks.restore', { id });
  await perform('notes.restore', { id });
  expect(sent).toMatchObject([{ path: `/v1/tasks/${id}/restore` }, { path: `/v1/notes/${id}/restore` }]);
  await expect(perform('tasks.get', { id: 'x' })).rejects.toThrow('There is no task with this id.');
  const scopes = ['list', 'create'].map((name) => methods.get(`tasks.${name}`)?.scope);
  expect(scopes).toEqual(['notes:read', 'notes:write']);
});
