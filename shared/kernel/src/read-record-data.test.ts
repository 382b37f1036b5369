import { describe, expect, test } from 'vitest';
import { bytes, edited, envelope, eventId, id, kindOf, read, readText, revision } from './testing/envelope.ts';
import { noteRecords } from './testing/small-note.ts';

describe('text', () => {
  test.each(['\\u0000', '\\ud800', '\\udfff', '\\ude00\\ud83d', 'x\\ud83d'])(
    'with %s is malformed, wherever it is',
    (escaped) => {
      expect(readText(edited('Buy milk', `Buy ${escaped}`)).kind).toBe('malformed');
      expect(readText(edited('"description":""', `"description":"${escaped}"`)).kind).toBe('malformed');
      expect(readText(edited('"actor":"ada"', `"actor":"${escaped}"`)).kind).toBe('malformed');
    },
  );

  test('may hold a pair of surrogates, as escapes too', () => {
    expect(readText(edited('Buy milk', 'Buy \\ud83d\\ude00'))).toMatchObject({ event: { data: { title: 'Buy 😀' } } });
  });

  test.each([
    ['emoji', '😀', 200],
    ['combining accents', 'e\u0301', 100],
    ['joined families', '👩\u200d👩\u200d👧', 40],
  ])('is measured in code points: %s', (_, unit, most) => {
    const data = (times: number) => ({ ...envelope.data, title: unit.repeat(times) });
    expect(kindOf({ ...envelope, data: data(most) })).toBe('event');
    expect(kindOf({ ...envelope, data: data(most + 1) })).toBe('malformed');
  });
});

describe('the data of known types', () => {
  test.each([
    {},
    { title: 'x', description: '' },
    { title: '', description: '', priority: 0 },
    { title: ' \t\n', description: '', priority: 0 },
    { title: 'x', description: null, priority: 0 },
    { title: 'x', description: 'd'.repeat(20_001), priority: 0 },
    { title: 'x', description: '', priority: 0.5 },
    { title: 'x', description: '', priority: '0' },
    { title: 'x', description: '', priority: 2_147_483_648 },
    { title: 'x', description: '', priority: 0, colour: 'red' },
  ])('a creation with %j is malformed', (data) => {
    expect(kindOf({ ...envelope, data })).toBe('malformed');
  });

  test.each([
    {},
    { changes: {} },
    { changes: { colour: 'red' } },
    { changes: { title: 'x' }, more: 1 },
    { title: 'x' },
  ])('a revision with %j is malformed', (data) => {
    expect(kindOf({ ...revision, data })).toBe('malformed');
  });

  test.each(['NoteDeleted', 'NoteRestored'])('%s holds nothing', (name) => {
    const event = { ...revision, type: `notes.${name}.v1` };
    expect(kindOf({ ...event, data: {} })).toBe('event');
    expect(kindOf({ ...event, data: { reason: 'x' } })).toBe('malformed');
  });

  test.each(['__proto__', 'constructor', 'toString'])('a member called %s is one too many', (name) => {
    const revise = JSON.stringify({ ...revision, data: { changes: { title: 'x', NAME: {} } } });
    expect(readText(revise.replace('NAME', name)).kind).toBe('malformed');
    const only = JSON.stringify({ ...revision, data: { changes: { NAME: {} } } });
    expect(readText(only.replace('NAME', name)).kind).toBe('malformed');
    const remove = JSON.stringify({ ...revision, type: 'notes.NoteDeleted.v1', data: { NAME: {} } });
    expect(readText(remove.replace('NAME', name)).kind).toBe('malformed');
  });

  test('does not come from a prototype', () => {
    const text = edited(
      '{"title":"Buy milk","description":"","priority":0}',
      '{"__proto__":{"title":"x","description":"","priority":0}}',
    );
    expect(readText(text).kind).toBe('malformed');
  });
});

describe('unknown types', () => {
  test.each(['notes.NotePainted.v1', 'notes.NoteCreated.v2', 'notes.toString.v1'])('%s is taken on trust', (type) => {
    const data = { colour: 'red', deep: [{ 0: null }] };
    expect(read({ ...envelope, type, data })).toMatchObject({ kind: 'event', event: { type, data, unknown: true } });
  });

  test('must have a well-formed envelope all the same', () => {
    expect(kindOf({ ...revision, type: 'notes.NotePainted.v1', previous: undefined })).toBe('malformed');
    expect(kindOf({ ...envelope, type: 'notes.NotePainted.v1', data: null })).toBe('malformed');
  });
});

describe('LogOpened', () => {
  const { subject: _, sequence: __, commandid: ___, fingerprint: ____, actor: _____, ...rest } = envelope;
  const opened = { ...rest, type: 'notes.LogOpened.v1', data: { epoch: 'k3f9a2c1', partitions: 12 } };
  const readOpened = (value: object, key: Uint8Array | null = null) =>
    noteRecords.read(key, bytes(JSON.stringify(value)));

  test('tells whose log it is', () => {
    expect(readOpened(opened)).toEqual({ kind: 'log-opened', id: eventId, epoch: 'k3f9a2c1', partitions: 12 });
  });

  test('has no key', () => {
    expect(readOpened(opened, bytes(id))).toEqual({ kind: 'malformed', reason: 'LogOpened has no key' });
    expect(readOpened({ ...opened, subject: id }, bytes(id)).kind).toBe('malformed');
  });

  test.each([
    {},
    { epoch: 'k3f9a2c1' },
    { epoch: 'K3F9A2C1', partitions: 12 },
    { epoch: 'k3f9a2c', partitions: 12 },
    { epoch: 'k3f9a2c1', partitions: 0 },
    { epoch: 'k3f9a2c1', partitions: 1.5 },
    { epoch: 'k3f9a2c1', partitions: 12, more: 1 },
  ])('with %j is malformed', (data) => {
    expect(readOpened({ ...opened, data }).kind).toBe('malformed');
  });
});
