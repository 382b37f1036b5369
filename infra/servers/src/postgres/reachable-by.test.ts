import { expect, test } from 'vitest';
import { type Owned, reachableBy } from './os-user.ts';

const open: Owned = { uid: 0, gid: 0, mode: 0o755 };
const postgres = { uid: 101, gid: 104 };

function folders(existing: Record<string, Owned>) {
  return (path: string) => {
    const found = existing[path];
    if (!found) throw new Error('ENOENT');
    return found;
  };
}

test('reaches a path below folders that everyone may pass, even if the last ones do not exist yet', () => {
  expect(reachableBy(postgres, '/srv/notes/.local/postgres', folders({ '/': open, '/srv': open }))).toBe(true);
});

test('does not reach a path below a home that is closed to others', () => {
  const stat = folders({ '/': open, '/root': { uid: 0, gid: 0, mode: 0o700 }, '/root/notes': open });
  expect(reachableBy(postgres, '/root/notes/.local', stat)).toBe(false);
});

test('looks at the bits of the class that the user belongs to', () => {
  const groupOnly = folders({ '/': open, '/data': { uid: 0, gid: 104, mode: 0o710 } });
  expect(reachableBy(postgres, '/data/x', groupOnly)).toBe(true);
  const ownerShutOut = folders({ '/': open, '/data': { uid: 101, gid: 0, mode: 0o055 } });
  expect(reachableBy(postgres, '/data/x', ownerShutOut)).toBe(false);
});

test('lets our own user go anywhere', () => {
  expect(reachableBy({}, '/root/notes', folders({}))).toBe(true);
});
