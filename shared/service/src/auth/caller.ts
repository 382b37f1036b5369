import { storableText } from '@notes/contracts';
import { ProblemError } from '../problem-error.ts';

/** Who sent a request, and whether they may change the notes of others. */
export type Caller = {
  readonly subject: string;
  readonly may: 'any' | 'own';
  readonly scopes: ReadonlySet<Scope>;
  /** When the token ends, in milliseconds since the epoch; absent without a token. */
  readonly expiresAtMs?: number;
};

export const maxSubjectLength = 255;
const storable = new RegExp(storableText, 'u');

/** Whether a name can be that of a caller: 1 to 255 characters that the log and the database can hold. */
export const isSubject = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && storable.test(name) && [...name].length <= maxSubjectLength;

/** What a token may allow. `notes:admin` is both others, and the notes of everybody. */
export const allScopes = ['notes:read', 'notes:write', 'notes:admin'] as const;
export type Scope = (typeof allScopes)[number];

/**
 * The scopes that claims of a token grant together, with what they imply. Issuers write them into `scope` (RFC 9068) or `scp`, as a text with
 * blanks between or as a list. Words that are not ours grant nothing, nor does what is neither.
 */
export function grantedScopes(...claims: readonly unknown[]): ReadonlySet<Scope> {
  const words = claims.flat().flatMap((one) => (typeof one === 'string' ? one.split(' ') : []));
  return new Set(words.includes('notes:admin') ? allScopes : allScopes.filter((scope) => words.includes(scope)));
}

/** Gives back the caller if their token allows what `scope` stands for. Throws the problem `forbidden`. */
export function requireScope(caller: Caller, scope: Scope): Caller {
  if (caller.scopes.has(scope)) return caller;
  throw new ProblemError('forbidden', `This needs a token with the scope ${scope}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  });
}

/**
 * Whether a caller's token ended `graceMs` ago or earlier; without a token never. The end is an instant that the issuer has named, so it is
 * compared with this machine's idea of the time.
 */
export const hasExpired = ({ expiresAtMs }: Caller, graceMs = 0): boolean =>
  expiresAtMs !== undefined && expiresAtMs + graceMs <= Date.now();
