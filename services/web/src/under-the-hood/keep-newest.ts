/** The last `size` of all that came, oldest first. `kept` is left as it is. */
export function keepNewest<T>(kept: readonly T[], added: readonly T[], size: number): readonly T[] {
  if (added.length === 0) return kept;
  return [...kept, ...added].slice(-size);
}
