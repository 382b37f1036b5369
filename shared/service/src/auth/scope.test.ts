import { expect, test } from 'vitest';
import { grantedScopes } from './scope.ts';

test.each([
  ['notes:read', ['notes:read']],
  ['openid notes:write email', ['notes:write']],
  ['notes:read notes:write', ['notes:read', 'notes:write']],
  ['notes:admin', ['notes:read', 'notes:write', 'notes:admin']],
  ['notes:reader NOTES:READ notes:', []],
  ['', []],
  [undefined, []],
  [['notes:read'], []],
])('grants of %j the scopes %j', (claim, granted) => {
  expect([...grantedScopes(claim)]).toEqual(granted);
});
