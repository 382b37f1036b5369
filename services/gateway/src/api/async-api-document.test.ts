import { asyncApiDocument, logOpenedType, shortType, systemEvents } from '@notes/contracts';
import { noteEvents } from '@notes/features/notes/contract';
import { taskEvents } from '@notes/features/tasks/contract';
import { expect, test } from 'vitest';
import { features } from '../app.ts';

const document = asyncApiDocument('0.1.0', features);
const text = JSON.stringify(document);
const stream = document.channels['stream']?.messages ?? {};

/** Every address that a reference names, and what is there. */
function resolve(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], document);
}

test('every reference leads somewhere', () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, one]) => one ?? '');
  expect(references.length).toBeGreaterThan(50);
  for (const one of references) expect([one, resolve(one)]).toEqual([one, expect.anything()]);
});

test('every event type is in the topic and among the pushes', () => {
  const types = features.flatMap(({ events }) => Object.keys(events));
  expect(types).toEqual(expect.arrayContaining([...Object.keys(noteEvents), ...Object.keys(taskEvents)]));
  expect(Object.keys(document.channels['events']?.messages ?? {}).sort()).toEqual([logOpenedType, ...types].sort());
  for (const type of types) expect(Object.keys(stream).some((name) => name.endsWith(shortType(type)))).toBe(true);
  for (const event of systemEvents) expect(stream).toHaveProperty([`push.${event.slice(1)}`]);
});

test('every method has a call, a result and an operation', () => {
  for (const { all, calls } of features)
    for (const method of Object.keys(calls).map((name) => `${all}.${name}`)) {
      expect(stream).toHaveProperty([`${method}.call`]);
      expect(stream).toHaveProperty([`${method}.result`]);
      expect(document.operations).toHaveProperty([method]);
    }
});

test('every payload has a name of its own, and every operation a description', () => {
  const names = Object.values(document.channels).flatMap(({ messages }) =>
    Object.values(messages).map(({ payload }) => (payload as { $ref?: string }).$ref),
  );
  expect(names).not.toContain(undefined);
  expect(new Set(names).size).toBe(names.length);
  for (const operation of Object.values(document.operations))
    expect(operation).toMatchObject({ description: expect.stringMatching(/./) });
  expect(document.info.license.name).toBe('MIT');
});

test('patterns are published in a form that every engine reads', () => {
  const patterns = [...text.matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(([, pattern]) =>
    JSON.parse(`"${pattern}"`),
  );
  expect(patterns.length).toBeGreaterThan(50);
  expect(patterns.filter((pattern) => /\(\?(?!:)|\\[usdw]|\p{Surrogate}/iu.test(pattern))).toEqual([]);
});

test('as 3.0.0 it is the same', () => {
  expect(asyncApiDocument('0.1.0', features, '3.0.0')).toEqual({ ...document, asyncapi: '3.0.0' });
});

test('the copy in this folder is what the schemas say', async () => {
  const copy = `${JSON.stringify(document, undefined, 2)}\n`;
  await expect(copy).toMatchFileSnapshot('../../asyncapi.generated.json');
});

test('two types with the same short name have names of their own', () => {
  const [, tasks] = features;
  if (tasks === undefined) throw new Error('there is no second feature');
  const fence = tasks.events['tasks.Fenced.v1'] ?? { schema: tasks.HistoryEvent };
  const labels = { ...tasks, all: 'labels', one: 'label', events: { 'labels.Fenced.v1': fence } };
  const { channels, components } = asyncApiDocument('0', [...features.slice(0, 2), labels]);
  const names = Object.keys(channels['stream']?.messages ?? {}).filter((name) => name.endsWith('Fenced'));
  expect(names).toEqual(['push.Fenced', 'push.LabelFenced']);
  expect(components.schemas).toHaveProperty(['LabelFencedV1', 'properties', 'type', 'const'], 'labels.Fenced.v1');
  expect(components.schemas).toHaveProperty(['FencedV1', 'properties', 'type', 'const'], 'tasks.Fenced.v1');
});
