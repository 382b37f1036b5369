import { systemEvents } from '@notes/contracts';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { eventStream, toEntry } from '../domain/entry.ts';
import { retryLine } from './event-streams.ts';
import { FeedEvent, FeedPush } from './feed-schemas.ts';

const position = 'k3f9a2c1:0-12.3-1204';
const entry = toEntry('k3f9a2c1', 3, {
  ...{ pos: 1204, prev: null, family: 'notes', subject: '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60', people: ['ada'] },
  event: 'NoteDeleted',
  time: '2026-01-31T12:00:00.000Z',
  eventText: '{"version":2,\n"type":"NoteDeleted"}',
});

const event = Compile(FeedEvent);
const push = Compile(FeedPush);

/** What a reader makes of one block of the stream. */
function fieldsOf(block: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [, name = '', value = ''] of block.matchAll(/^(\w+): (.*)$/gm))
    fields[name] = name === 'retry' ? Number(value) : name in fields ? `${fields[name]}\n${value}` : value;
  return fields;
}

test.each<readonly [string, Buffer]>([
  ['an event', eventStream.event('notes:x', entry, () => position)],
  ...systemEvents.map((name) => [name, eventStream.system('notes', name, position)] as const),
])('what is sent of %s is as it is described, also as the first of a stream', (_, sent) => {
  for (const block of [String(sent), retryLine() + sent]) {
    const fields = fieldsOf(block);
    expect([fields, event.Check(fields)]).toEqual([fields, true]);
    const data: unknown = JSON.parse(String(fields['data']));
    expect([data, push.Check(data)]).toEqual([data, true]);
  }
  expect(event.Check({ ...fieldsOf(String(sent)), id: 'elsewhere' })).toBe(false);
});
