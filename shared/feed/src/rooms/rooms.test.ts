import { expect, test } from 'vitest';
import { isRoom } from './rooms.ts';

test.each(['rooms:a', 'rooms:a:b', 'rooms: ', `rooms:${'x'.repeat(200)}`, `rooms:${'🥛'.repeat(200)}`])(
  '%s is a room',
  (channel) => expect(isRoom(channel)).toBe(true),
);

test.each(['rooms', 'rooms:', 'notes', 'notes:a', 'Rooms:a', `rooms:${'x'.repeat(201)}`])('%s is none', (channel) =>
  expect(isRoom(channel)).toBe(false),
);
