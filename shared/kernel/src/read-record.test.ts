import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytes, edited, envelope, eventId, id, kindOf, other, read, readText, revision } from './testing/envelope.ts';
import { noteRecords } from './testing/small-note.ts';

test('reads a creation', () => {
  expect(read(envelope)).toEqual({
    kind: 'event',
    event: {
      id: eventId,
      subject: id,
      version: 1,
      previous: undefined,
      commandId: other,
      fingerprint: 'f',
      actor: 'ada',
      time: '2026-01-31T12:00:00.000Z',
      traceparent: undefined,
      type: 'notes.NoteCreated.v1',
      data: envelope.data,
      dataText: JSON.stringify(envelope.data),
    },
  });
});

test('reads a later event with its predecessor and its trace', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(read({ ...revision, traceparent })).toMatchObject({
    kind: 'event',
    event: { version: 2, previous: other, traceparent, data: revision.data },
  });
});

test('allows further attributes, as CloudEvents asks', () => {
  expect(kindOf({ ...envelope, dataschema: 'https://example.org/note', weather: 'fair' })).toBe('event');
});

describe('the value', () => {
  test('must be there', () => {
    expect(noteRecords.read(bytes(id), null)).toEqual({ kind: 'malformed', reason: 'no value' });
  });

  test.each(['', ' ', '{', 'null', '[]', '"x"', '1', `${JSON.stringify(envelope)},`])('%j is malformed', (text) => {
    expect(readText(text).kind).toBe('malformed');
  });

  test('must be UTF-8', () => {
    const text = bytes(edited('Buy milk', 'Buy milk?'));
    const broken = text.with(text.indexOf('?'.charCodeAt(0)), 0xff);
    expect(noteRecords.read(bytes(id), broken)).toEqual({
      kind: 'malformed',
      reason: 'the value is not JSON in UTF-8',
    });
  });

  test('may not begin with a byte order mark', () => {
    expect(readText(`\ufeff${JSON.stringify(envelope)}`).kind).toBe('malformed');
  });

  test('may hold white space between its tokens', () => {
    expect(readText(`\n${JSON.stringify(envelope, null, 2)}\n`).kind).toBe('event');
  });
});

describe('the key', () => {
  test.each([
    ['absent', null],
    ['empty', bytes('')],
    ['of another note', bytes(other)],
    ['in upper case', bytes(id.toUpperCase())],
    ['with a byte order mark', bytes(`\ufeff${id}`)],
    ['not UTF-8', Uint8Array.of(0xff)],
  ])('%s is malformed', (_, key) => {
    expect(noteRecords.read(key, bytes(JSON.stringify(envelope)))).toEqual({
      kind: 'malformed',
      reason: 'the key is not the subject',
    });
  });
});

describe('the envelope', () => {
  test.each(Object.keys(envelope))('lacks %s: malformed', (name) => {
    expect(kindOf(Object.fromEntries(Object.entries(envelope).filter(([member]) => member !== name)))).toBe(
      'malformed',
    );
  });

  test.each(Object.keys(envelope))('has null for %s: malformed', (name) => {
    expect(kindOf({ ...envelope, [name]: null })).toBe('malformed');
  });

  test.each([
    { specversion: '0.3' },
    { source: '/other' },
    { datacontenttype: 'text/json' },
    { id: 'x' },
    { id: id.toUpperCase() },
    { subject: id.replaceAll('-', '') },
    { commandid: `{${id}}` },
    { fingerprint: '' },
    { fingerprint: 'a b' },
    { fingerprint: 'x'.repeat(129) },
    { actor: '' },
    { actor: 'a'.repeat(256) },
    { traceparent: '00-0-0-01' },
    { type: 'NoteCreated' },
    { type: 'notes.NoteCreated' },
    { type: 'notes.NoteCreated.v0' },
    { type: 'notes.Note.Created.v1' },
    { type: 'notes.NoteCreated.v1\n' },
    { type: 'other.NoteCreated.v1' },
    { data: [] },
    { data: 'x' },
  ])('with %j is malformed', (members) => {
    expect(kindOf({ ...envelope, ...members })).toBe('malformed');
  });

  test('says where it is malformed', () => {
    expect(read({ ...envelope, fingerprint: 1 })).toMatchObject({ reason: expect.stringMatching(/^\/fingerprint: /) });
  });
});

describe('the sequence', () => {
  test.each(['0', '01', '-1', '+1', '1.0', '1e1', '', ' 1', '1\n', '٢', '2147483648', '9999999999', '10000000000'])(
    '%j is malformed',
    (sequence) => {
      expect(kindOf({ ...revision, sequence })).toBe('malformed');
    },
  );

  test('is text, not a number', () => {
    expect(kindOf({ ...revision, sequence: 2 })).toBe('malformed');
  });

  test('goes as far as 32 bits', () => {
    expect(read({ ...revision, sequence: '2147483647' })).toMatchObject({ event: { version: 2_147_483_647 } });
  });
});

describe('the predecessor', () => {
  test('is absent at sequence 1', () => {
    expect(kindOf({ ...envelope, previous: other })).toBe('malformed');
  });

  test('is there at any later one', () => {
    expect(kindOf({ ...envelope, sequence: '2' })).toBe('malformed');
    expect(kindOf({ ...revision, previous: revision.id })).toBe('malformed');
    expect(kindOf({ ...revision, previous: null })).toBe('malformed');
    expect(kindOf({ ...revision, previous: '' })).toBe('malformed');
  });

  test('is the last one given, should it be given twice', () => {
    const doubled = JSON.stringify(revision).replace('"previous":', `"previous":"${id}","previous":`);
    expect(readText(doubled)).toMatchObject({ kind: 'event', event: { previous: other } });
  });
});

describe('the time', () => {
  test.each([
    '2026-02-31T12:00:00.000Z',
    '2026-02-29T12:00:00.000Z',
    '2026-04-31T12:00:00.000Z',
    '2026-13-01T12:00:00.000Z',
    '2026-00-01T12:00:00.000Z',
    '2026-01-00T12:00:00.000Z',
    '2026-01-31T24:00:00.000Z',
    '2026-01-31T12:60:00.000Z',
    '2026-01-31T23:59:60.000Z',
    '0000-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2026-01-31T12:00:00Z',
    '2026-01-31T12:00:00.000+00:00',
    '2026-01-31T12:00:00.000000Z',
    '2026-01-31 12:00:00.000Z',
    '2026-01-31t12:00:00.000z',
    '+002026-01-31T12:00:00.000Z',
    '2026-01-31T12:00:00.000Z\n',
  ])('%j is malformed', (time) => {
    expect(kindOf({ ...envelope, time })).toBe('malformed');
  });

  test.each(['1970-01-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])(
    '%s is an instant',
    (time) => {
      expect(kindOf({ ...envelope, time })).toBe('event');
    },
  );
});

test('never throws, whatever the bytes', () => {
  const text = JSON.stringify(envelope);
  for (let cut = 0; cut < text.length; cut += 1) expect(readText(text.slice(0, cut)).kind).toBe('malformed');
});

test('a time is an instant of the calendar, leap years and all', () => {
  const days = fc.tuple(
    fc.integer({ min: 1960, max: 2500 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  );
  fc.assert(
    fc.property(days, ([year, month, day]) => {
      const time = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T12:00:00.000Z`;
      const exists = new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
      expect(kindOf({ ...envelope, time })).toBe(exists && year >= 1970 ? 'event' : 'malformed');
    }),
    { numRuns: 2_000 },
  );
});
