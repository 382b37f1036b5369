import { expect, test } from 'vitest';
import { carries, channelsOf, parseChannel } from './channel.ts';

test.each(['notes', 'notes:3f2b', 'authors:ada', 'authors:ada:lovelace'])('%s is a channel', (name) => {
  expect(parseChannel(name)?.name).toBe(name);
});

test.each(['', 'note', 'notes:', 'authors:', 'rooms:1', ':x', 'NOTES'])('%j is none', (name) => {
  expect(parseChannel(name)).toBeUndefined();
});

test('a channel carries exactly the events that name it', () => {
  const entry = { noteId: 'n1', author: 'ada' };
  for (const name of ['notes', 'notes:n1', 'notes:n2', 'authors:ada', 'authors:bob']) {
    const channel = parseChannel(name);
    expect(channel !== undefined && carries(channel, entry)).toBe(channelsOf(entry).includes(name));
  }
});
