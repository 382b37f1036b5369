import { openLog } from '@notes/features/notes/testing';
import { eventually } from '@notes/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueryUnderTest, startQuery } from './testing/start-query.ts';

let query: QueryUnderTest;
beforeAll(async () => {
  query = await startQuery();
});
afterAll(() => query.stop());

type Operation = { operationId: string; responses: Record<string, { content?: Record<string, unknown> }> };

test('the description names every operation, status and component', async () => {
  const document = (await (await query.get('/openapi.json')).json()) as {
    openapi: string;
    paths: Record<string, { get: Operation }>;
    components: { schemas: Record<string, unknown> };
  };
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths)
    .filter(([path]) => /^\/v1\/(?:notes|stats|tasks|status)/.test(path))
    .map(([path, { get }]) => [path, get.operationId, Object.keys(get.responses)]);
  const everywhere = ['200', '400', '406', '409', '414', '422', '431', '500', '503'];
  expect(operations).toEqual([
    ['/v1/notes/{id}', 'getNote', [...everywhere, '304', '404', '412'].sort()],
    ['/v1/notes/{id}/events', 'listNoteEvents', [...everywhere, '404'].sort()],
    ['/v1/notes', 'listNotes', everywhere],
    ['/v1/stats', 'getStats', everywhere],
    ['/v1/tasks/stats', 'getTaskStats', everywhere],
    ['/v1/tasks/{id}', 'getTask', [...everywhere, '304', '404', '412'].sort()],
    ['/v1/tasks/{id}/events', 'listTaskEvents', [...everywhere, '404'].sort()],
    ['/v1/tasks', 'listTasks', everywhere],
    ['/v1/status', 'getStatus', everywhere],
  ]);
  const schemas = [
    'AuthorCount',
    'DayCount',
    'HistoryPage',
    'ListedNote',
    'ListedTask',
    'Note',
    'NotePage',
    'PartitionStatus',
    'PlacedEvent',
    'PreconditionProblem',
    'PriorityCount',
    'Problem',
    'ProblemError',
    'Stats',
    'Status',
    'Task',
    'TaskAssigneeCount',
    'TaskAuthorCount',
    'TaskDayCount',
    'TaskHistoryPage',
    'TaskPage',
    'TaskPlacedEvent',
    'TaskPreconditionProblem',
    'TaskStats',
    'TaskTypeCount',
  ];
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(schemas));
  for (const { get } of Object.values(document.paths)) {
    expect(get.responses['200']?.content?.['application/json']).toMatchObject({ examples: expect.anything() });
    expect(get.responses['503']?.content).toHaveProperty(['application/problem+json']);
  }
  expect(document.paths['/v1/notes/{id}']?.get.responses['304']?.content).toBeUndefined();
});

test.each(['/v1/notes', '/v1/status'])('OPTIONS of %s lists its methods', async (path) => {
  const response = await query.get(path, {}, 'OPTIONS');
  expect(response.status).toBe(204);
  expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
});

test('before set-up has been run, reads and readiness say so, and afterwards all is well', async () => {
  const refused = await query.get('/v1/notes');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('run `notes setup`') });
  await eventually(async () => expect(await (await query.get('/readyz')).text()).toContain('notes setup'));
  await openLog(query.database);
  await eventually(async () => expect((await query.get('/readyz')).status).toBe(200));
  expect((await query.get('/v1/notes')).status).toBe(200);
});
