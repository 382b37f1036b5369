import { expect, test } from 'vitest';
import { withoutCredentials } from './given-server.ts';

test('leaves user, password and parameters out of a URL', () => {
  const url = 'postgres://me:secret@db.example:5432/notes?sslkey=k';
  expect(withoutCredentials(url)).toBe('postgres://db.example:5432/notes');
  expect(withoutCredentials('rediss://:secret@cache.example/')).toBe('rediss://cache.example');
});

test('shows nothing of what is no URL', () => {
  expect(withoutCredentials('my secret')).toBe('something that is not a URL');
});
