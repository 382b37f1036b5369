import { expect, test } from 'vitest';
import { grantedScopes } from './caller.ts';

test.each([
  ['notes:read', ['notes:read']],
  ['openid notes:write email', ['notes:write']],
  ['notes:read notes:write', ['notes:read', 'notes:write']],
  ['notes:admin', ['notes:read', 'notes:write', 'notes:admin']],
  ['notes:reader NOTES:READ notes:', []],
  ['', []],
  [undefined, []],
  [['notes:read'], ['notes:read']],
  [
    ['openid notes:read', 'notes:write'],
    ['notes:read', 'notes:write'],
  ],
  [[['notes:read']], []],
  [{ 0: 'notes:read' }, []],
  [true, []],
])('grants of %j the scopes %j', (claim, granted) => {
  expect([...grantedScopes(claim)]).toEqual(granted);
});

test('grants what `scope` and `scp` say together', () => {
  expect([...grantedScopes('notes:read', ['notes:write'])]).toEqual(['notes:read', 'notes:write']);
  expect([...grantedScopes(undefined, 'notes:admin')]).toEqual(['notes:read', 'notes:write', 'notes:admin']);
});
