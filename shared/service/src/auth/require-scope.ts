import { ProblemError } from '../problem-error.ts';
import type { Caller } from './caller.ts';
import type { Scope } from './scope.ts';

/** Gives back the caller if their token allows what `scope` stands for. Throws the problem `forbidden`. */
export function requireScope(caller: Caller, scope: Scope): Caller {
  if (caller.scopes.has(scope)) return caller;
  throw new ProblemError('forbidden', `This needs a token with the scope ${scope}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}
