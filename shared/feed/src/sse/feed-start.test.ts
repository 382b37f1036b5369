import { expect, test } from 'vitest';
import { createChannels } from '../domain/channel.ts';
import { feedChannel, feedStart } from './feed-route.ts';

const channels = createChannels([{ all: 'notes', one: 'note', authors: 'authors', by: 'author' }]);
const [older, newer] = ['k3f9a2c1:0-1', 'k3f9a2c1:0-2'];
const start = (lastEventId: string | undefined, since: string | undefined) =>
  feedStart({ headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } }, since);

test('begins at since, and where a browser comes again, at the last event that it got', () => {
  expect(start(undefined, undefined).since).toBeUndefined();
  expect(start(undefined, older)).toEqual({ since: older, source: { parameter: 'since' } });
  expect(start(newer, older)).toEqual({ since: newer, source: { header: 'Last-Event-ID' } });
});

test('an empty Last-Event-ID is none', () => {
  expect(start('', older).since).toBe(older);
});

test.each([
  ['x', undefined],
  [undefined, 'x'],
  [undefined, ''],
  [`${newer}, ${older}`, undefined],
])('what is no position is malformed: %j, %j', (lastEventId, since) => {
  expect(() => start(lastEventId, since)).toThrow(expect.objectContaining({ slug: 'malformed-request' }));
});

test.each(['rooms:kitchen', 'x', 'notes:', '', 'notes:abc', 'notes:*'])('%j is no channel of the stream', (name) => {
  expect(() => feedChannel(channels, name)).toThrow(
    expect.objectContaining({ slug: 'invalid', errors: [expect.objectContaining({ parameter: 'channel' })] }),
  );
});
