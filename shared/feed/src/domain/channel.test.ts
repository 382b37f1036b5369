import { uuidText } from '@notes/contracts';
import { expect, test } from 'vitest';
import { carries, createChannels } from './channel.ts';

const channels = createChannels([
  { all: 'notes', one: 'note', authors: 'authors', by: 'author' },
  { all: 'tasks', one: 'task', authors: 'assignees', by: 'audience' },
]);

const id = '3f2b8c9e-5a5d-4c1e-9d0a-1b2c3d4e5f60';
const longest = '🦉'.repeat(255);

test.each([
  ...['notes', `notes:${id}`, 'authors:ada', 'authors:ada:lovelace', 'authors:*', `authors:${longest}`],
  ...['tasks', `tasks:${id}`, 'assignees:ada'],
])('%s is a channel, and the regular expression of all admits it', (name) => {
  expect(channels.parse(name)?.name).toBe(name);
  expect(name).toMatch(new RegExp(channels.text));
});

test.each([
  ...[
    '',
    'note',
    'authors',
    'claims',
    'claims:ada',
    'notes:',
    'authors:',
    'rooms:1',
    ':x',
    'NOTES',
    'Notes',
    'notes ',
    `authors:${longest}x`,
  ],
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

test.each([
  [{ family: 'notes', subject: id, people: ['ada'] }, ['notes', `notes:${id}`, 'authors:ada']],
  [
    { family: 'tasks', subject: id, people: ['ada', 'bob'] },
    ['tasks', `tasks:${id}`, 'assignees:ada', 'assignees:bob'],
  ],
  [{ family: 'tasks', subject: id, people: [] }, ['tasks', `tasks:${id}`]],
  [{ family: 'claims', subject: id, people: ['ada'] }, []],
])('a channel carries exactly the events that name it: %j', (entry, names) => {
  expect(channels.namesOf(entry)).toEqual(names);
  const subjects = ['notes', 'tasks'].flatMap((all) => [all, `${all}:${id}`, `${all}:${id.replace('3', '4')}`]);
  for (const name of [...subjects, 'authors:ada', 'authors:bob', 'assignees:ada', 'assignees:bob']) {
    const channel = channels.parse(name);
    expect([name, channel !== undefined && carries(channel, entry)]).toEqual([name, names.includes(name)]);
  }
});

test('those of one family are known as before there were several', () => {
  const notes = createChannels([{ all: 'notes', one: 'note', authors: 'authors', by: 'author' }]);
  expect(notes.known).toEqual(['notes', 'notes:<id>', 'authors:<name>']);
  expect(notes.text).toBe(`^(?:notes|notes:${uuidText.slice(1, -1)}|authors:[^\\x00]+)$`);
  expect(notes.parse('tasks')).toBeUndefined();
});

test.each([
  ['notes', 'notes'],
  [`notes:${id}`, 'note'],
  ['authors:ada', 'author'],
  ['tasks', 'tasks'],
  [`tasks:${id}`, 'task'],
  ['assignees:ada', 'assignee'],
  ['rooms:kitchen', 'room'],
])('the kind of %s is %s', (name, kind) => {
  expect(channels.kindOf(name)).toBe(kind);
});
