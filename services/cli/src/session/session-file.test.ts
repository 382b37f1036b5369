import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../exit-code.ts';
import { findConnection } from './connect.ts';
import { changeSession, readSession, type Session, sessionPath } from './session-file.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notes-session-'));
  path = join(folder, 'below', 'session.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const withServer = (url: string) => (session: Session) => ({
  ...session,
  servers: { ...session.servers, [url]: { token: 'secret' } },
});

test('only its owner may read it, also where it was there before', async () => {
  await changeSession(path, withServer('http://a'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  chmodSync(path, 0o644);
  await changeSession(path, withServer('http://b'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(Object.keys(readSession(path).servers)).toEqual(['http://a', 'http://b']);
  expect(readdirSync(dirname(path))).toEqual(['session.json']);
});

test('commands that run at once lose nothing of each other', async () => {
  const urls = Array.from({ length: 25 }, (_, n) => `http://${n}`);
  await Promise.all(urls.map((url) => changeSession(path, withServer(url))));
  expect(Object.keys(readSession(path).servers).toSorted()).toEqual(urls.toSorted());
});

test('a lock that a dead process left behind does not stop anybody', async () => {
  await changeSession(path, withServer('http://a'));
  writeFileSync(`${path}.lock`, '');
  await changeSession(path, withServer('http://b'));
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test.each(['', '{', '[]', '{"servers": {"http://a": {"token": 7}}}'])(
  '%j is no session, and stays as it is',
  async (text) => {
    const own = join(folder, 'session.json');
    writeFileSync(own, text);
    expect(() => readSession(own)).toThrow(UsageError);
    await expect(changeSession(own, withServer('http://a'))).rejects.toThrow('Remove it');
  },
);

test('what is given comes before the environment, and that before what is kept; nothing kept goes to another server', async () => {
  const env = { NOTES_SESSION: path };
  await changeSession(path, () => ({
    url: 'http://kept',
    servers: { 'http://kept': { token: 'k', position: 'abcdefgh:0-1' } },
  }));
  expect(findConnection(env, {})).toMatchObject({ url: 'http://kept', token: 'k', position: 'abcdefgh:0-1' });
  expect(findConnection(env, { url: 'http://other/' })).toEqual({ url: 'http://other', path });
  const more = { ...env, NOTES_URL: 'http://named', NOTES_TOKEN: 'e', NOTES_USER: 'ada' };
  expect(findConnection(more, {})).toEqual({ url: 'http://named', token: 'e', user: 'ada', path });
  expect(findConnection(more, { url: 'http://kept', token: 'g' })).toMatchObject({ token: 'g', user: 'ada' });
  expect(findConnection(env, { stale: true })).not.toHaveProperty('position');
});

test.each(['nonsense', 'ftp://a', 'http://user:pass@a'])('%s is not the address of a gateway', (url) => {
  expect(() => findConnection({ NOTES_SESSION: path }, { url })).toThrow(UsageError);
});

test('it lies where the user keeps state', () => {
  expect(sessionPath({ HOME: '/home/ada' })).toBe('/home/ada/.local/state/notes/session.json');
  expect(sessionPath({ HOME: '/home/ada', XDG_STATE_HOME: '/state' })).toBe('/state/notes/session.json');
  expect(sessionPath({ NOTES_SESSION: '/x' })).toBe('/x');
});

test('where nothing can be kept, there is nothing kept', () => {
  expect(readSession('/dev/null/notes/session.json')).toEqual({ servers: {} });
});
