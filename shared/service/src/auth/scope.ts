/** What a token may allow. `notes:admin` is both others, and the notes of everybody. */
export const allScopes = ['notes:read', 'notes:write', 'notes:admin'] as const;
export type Scope = (typeof allScopes)[number];

/** The scopes that the `scope` of a token grants, with what they imply. Words that are not ours grant nothing, nor does what is no text. */
export function grantedScopes(claim: unknown): ReadonlySet<Scope> {
  const words = typeof claim === 'string' ? claim.split(' ') : [];
  return new Set(words.includes('notes:admin') ? allScopes : allScopes.filter((scope) => words.includes(scope)));
}
