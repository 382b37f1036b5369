// Makes with openapi-fetch, by the types of openapi-typescript, what every generated client has to be able to.
import { deepStrictEqual } from 'node:assert';
import { env } from 'node:process';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

const api = createClient<paths>({ baseUrl: env['NOTES_URL'] ?? '' });

const { data: created, response } = await api.POST('/v1/notes', { body: { title: 'From TypeScript', priority: 41 } });
const note: components['schemas']['Note'] | undefined = created;
deepStrictEqual([response.status, note?.version], [201, 1]);
const id = note?.id ?? '';

const token = response.headers.get('consistency-token') ?? '';
const listed = await api.GET('/v1/notes', {
  params: { query: { 'priority:ge': 41, limit: 100 }, header: { 'consistency-token': token } },
});
deepStrictEqual(listed.data?.notes.filter((one) => one.id === id).length, 1);

const change = (title: string) =>
  api.PUT('/v1/notes/{id}', { params: { path: { id }, header: { 'if-match': '"1"' } }, body: { title } });
deepStrictEqual((await change('Changed')).data?.version, 2);
const { error } = await change('Too late');
const current = error !== undefined && 'current' in error ? error.current : undefined;
deepStrictEqual([error?.status, current?.title], [412, 'Changed']);

const deleted = await api.DELETE('/v1/notes/{id}', { params: { path: { id } } });
deepStrictEqual([deleted.response.status, deleted.data], [204, undefined]);
