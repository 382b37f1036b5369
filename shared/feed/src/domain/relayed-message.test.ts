import type { FeedMessage } from '@notes/contracts';
import { expect, test } from 'vitest';
import { createChannels } from './channel.ts';
import { eventStream, messages, relayedMessage, toEntry } from './entry.ts';

const eventOf = (data: string): string =>
  `{"note_id":"a","version":1,"type":"NotePainted","time":"t","actor":"ada","data":${data}}`;
const entryOf = (pos: number, data: string): string =>
  `{"pos":${pos},"prev":null,"author":"ada","event":${eventOf(data)}}`;
const channels = createChannels([
  { all: 'notes', one: 'note', authors: 'authors', by: 'author' },
  { all: 'tasks', one: 'task', authors: 'assignees', by: 'audience' },
]);
const readBack = (text: string) => relayedMessage(JSON.parse(text) as FeedMessage, text, channels);

const odd = ['{"a":1.0,"b":[-0,1e400,9007199254740993]}', '{ "entries":[{"event":{}}],\n"c":"\\u0041}" }', '{}'];

test.each(['', ' '])('the events of a message are handed on as they were written', (space) => {
  const entries = odd.map((data, pos) => entryOf(pos, data)).join(`,${space}`);
  const message = readBack(`{"epoch":"k3f9a2c1","partition":3,"prev":null,"last":2,${space}"entries":[${entries}]}`);
  expect(message).toMatchObject({ epoch: 'k3f9a2c1', partition: 3, prev: null, last: 2 });
  expect(message.entries?.map(({ eventText }) => eventText)).toEqual(odd.map(eventOf));
  expect(message.entries?.[1]).toMatchObject({ pos: 1, prev: null, subject: 'a', event: 'NotePainted' });
  expect(message.entries?.[1]).toMatchObject({ family: 'notes', people: ['ada'] });
});

const taskEvent = '{"task_id":"b","version":1,"type":"TaskCreated","time":"t","actor":"ada","data":{"a":1.0}}';
const claimEvent = '{"claim_id":"c","version":1,"type":"Claimed","time":"t","actor":"ada","data":{}}';
const messageOf = (...entries: string[]): string => `{"epoch":"k3f9a2c1","partition":3,"entries":[${entries}]}`;

test.each(['["bob"]', '["bob","c{,\\"event\\":{}"]', '[]'])('an entry may be of another family, for %s', (audience) => {
  const placed = `"pos":1,"prev":0,"author":"ada","family":"tasks","audience":${audience}`;
  const { entries = [] } = readBack(messageOf(entryOf(0, '{}'), `{${placed},"event":${taskEvent}}`));
  expect(entries.map(({ eventText }) => eventText)).toEqual([eventOf('{}'), taskEvent]);
  expect(entries[1]).toMatchObject({
    family: 'tasks',
    subject: 'b',
    people: JSON.parse(audience),
    event: 'TaskCreated',
  });
});

test('an entry may name a trace, and then its pushes do', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const placed = `"pos":1,"prev":0,"author":"ada","traceparent":"${traceparent}"`;
  const { entries = [] } = readBack(messageOf(entryOf(0, '{}'), `{${placed},"event":${eventOf('{"a":1.0}')}}`));
  const [untraced, traced] = entries.map((parts) => toEntry('k3f9a2c1', 3, parts));
  expect(JSON.parse(String(untraced?.push))).not.toHaveProperty('traceparent');
  for (const push of [traced?.push, traced && messages.event('authors:ada', traced, () => '')])
    expect(JSON.parse(String(push))).toMatchObject({ event: 'NotePainted', position: 'k3f9a2c1:3-1', traceparent });
});

test('of a family that has no channels nothing is kept but its place', () => {
  const { entries } = readBack(messageOf(`{"pos":7,"prev":5,"author":"ada","family":"claims","event":${claimEvent}}`));
  expect(entries).toMatchObject([{ pos: 7, prev: 5, family: 'claims', subject: '', eventText: '{}' }]);
});

test('an event without the id of its subject is none', () => {
  const text = messageOf(`{"pos":7,"prev":5,"author":"ada","family":"tasks","event":${eventOf('{}')}}`);
  expect(() => readBack(text)).toThrow('without task_id');
});

test.each([
  `{"entries":[${entryOf(1, '{"a":1.0}')}],"epoch":"e"}`,
  `{"epoch":"e","entries":[],"entries":[${entryOf(1, '{"a":1.0}')}]}`,
  `{"epoch":"e","entries":[${entryOf(1, '{}')}],"entries":[${entryOf(1, '{"a":1.0}')}]}`,
  `{"epoch":"e","entries":[{"event":${eventOf('{"a":1.0}')},"pos":1}]}`,
  `{"epoch":"e","entries":[{"pos":1,"event":{},"event":${eventOf('{"a":1.0}')}}]}`,
  `{"epoch":"e","entries":[{"more":[{"x":1,"event":{}}],"event":${eventOf('{"a":1.0}')}}]}`,
  `{"epoch":"{,\\"entries\\":[{","entries":[{"author":"{","event":${eventOf('{"a":1.0}')}}]}`,
])('however it is laid out: %s', (text) => {
  expect(readBack(text).entries?.map(({ eventText }) => eventText)).toEqual([eventOf('{"a":1.0}')]);
});

test('a heartbeat has none', () => {
  expect(readBack('{"epoch":"k3f9a2c1","partition":0,"prev":7,"last":7}').entries).toBeUndefined();
});

test('an event that was laid out in lines is one message, and in an event stream one line of data for each', () => {
  const eventText = eventOf('{\n"a":\r\n1.0\r}');
  const placed = { pos: 1, prev: null, family: 'notes', subject: 'a', people: ['ada'] };
  const parts = { ...placed, event: 'NotePainted', time: 't', eventText };
  const entry = toEntry('k3f9a2c1', 0, parts);
  expect(messages.event('notes', entry, () => '').toString()).toContain(eventText);
  const streamed = eventStream.event('notes', entry, () => 'p').toString();
  const lines = streamed.split('\n').filter((line) => line !== '');
  expect(lines.map((line) => line.split(':')[0])).toEqual(['event', 'id', 'data', 'data', 'data', 'data']);
  expect(streamed).not.toContain('\r');
  const data = lines.flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : [])).join('\n');
  expect(JSON.parse(data)).toMatchObject({ data: { data: { a: 1 } } });
});
