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
