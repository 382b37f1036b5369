import { expect, test } from 'vitest';
import { carries, createChannels } from './channel.ts';

const channels = createChannels({ all: 'notes', one: 'note', authors: 'authors' });

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const longest = '🦉'.repeat(255);

test.each(['notes', `notes:${id}`, 'authors:ada', 'authors:ada:lovelace', 'authors:*', `authors:${longest}`])(
  '%s is a channel',
  (name) => {
    expect(channels.parse(name)?.name).toBe(name);
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
  expect(channels.parse(name)).toBeUndefined();
});

test('a channel carries exactly the events that name it', () => {
  const entry = { subject: id, author: 'ada' };
  for (const name of ['notes', `notes:${id}`, `notes:${id.replace('3', '4')}`, 'authors:ada', 'authors:bob']) {
    const channel = channels.parse(name);
    expect(channel !== undefined && carries(channel, entry)).toBe(channels.namesOf(entry).includes(name));
  }
});

test.each([
  ['notes', 'notes'],
  [`notes:${id}`, 'note'],
  ['authors:ada', 'author'],
  ['rooms:kitchen', 'room'],
])('the kind of %s is %s', (name, kind) => {
  expect(channels.kindOf(name)).toBe(kind);
});
