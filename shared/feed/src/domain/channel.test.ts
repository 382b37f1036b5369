import { expect, test } from 'vitest';
import { carries, channelsOf, parseChannel } from './channel.ts';

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const longest = '🦉'.repeat(255);

test.each(['notes', `notes:${id}`, 'authors:ada', 'authors:ada:lovelace', 'authors:*', `authors:${longest}`])(
  '%s is a channel',
  (name) => {
    expect(parseChannel(name)?.name).toBe(name);
  },
);

test.each([
  ...['', 'note', 'notes:', 'authors:', 'rooms:1', ':x', 'NOTES', 'Notes', 'notes ', `authors:${longest}x`],
  ...[
    'notes:abc',
    'notes:*',
    `notes:${id.toUpperCase()}`,
    `notes:${id} `,
    `notes:${id}\n`,
    `notes:${id.replaceAll('-', '')}`,
  ],
  ...['authors:a\0b', 'authors:\ud800', `notes:{${id}}`],
])('%j is none', (name) => {
  expect(parseChannel(name)).toBeUndefined();
});

test('a channel carries exactly the events that name it', () => {
  const entry = { noteId: id, author: 'ada' };
  for (const name of ['notes', `notes:${id}`, `notes:${id.replace('3', '4')}`, 'authors:ada', 'authors:bob']) {
    const channel = parseChannel(name);
    expect(channel !== undefined && carries(channel, entry)).toBe(channelsOf(entry).includes(name));
  }
});
