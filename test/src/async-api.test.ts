import schemaOf30 from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' };
import schemaOf31 from '@asyncapi/specs/schemas/3.1.0.json' with { type: 'json' };
import { asyncApiDocument } from '@notes/contracts';
import { noteContract } from '@notes/features/notes/contract';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';

test.each([
  ['3.1.0', schemaOf31],
  ['3.0.0', schemaOf30],
] as const)('the description of websocket and topic is AsyncAPI %s', (version, schema) => {
  // The schema brings the one it is written in along.
  const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false });
  const isValid = ajv.compile(schema);
  const document = asyncApiDocument('0.1.0', [noteContract], version);
  expect([isValid(document), isValid.errors]).toEqual([true, null]);
  expect(isValid({ ...document, info: {} })).toBe(false);
});

test('every message has a schema that can be compiled, and a push as it is sent fits the one of its event', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const document = asyncApiDocument('0.1.0', [noteContract]);
  ajv.addSchema({ ...document, $id: 'document' });
  const schemaOf = (channel: string, name: string) =>
    ajv.compile({ $ref: `document#/channels/${channel}/messages/${encodeURIComponent(name)}/payload` });
  for (const [channel, { messages }] of Object.entries(document.channels))
    for (const name of Object.keys(messages)) expect(schemaOf(channel, name)).toBeTypeOf('function');
  const fits = schemaOf('stream', 'push.NoteCreated');
  const data = {
    note_id: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60',
    version: 1,
    type: 'NoteCreated',
    time: '2026-01-31T12:00:00.000Z',
    actor: 'ada',
    data: { title: 'Buy milk', description: '', priority: 0 },
  };
  const push = { channel: 'notes', event: 'NoteCreated', data, position: 'k3f9a2c1:3-1204' };
  expect(fits(push)).toBe(true);
  expect(fits({ ...push, data: { ...data, data: {} } })).toBe(false);
});
