import { gather, readKnownFamilies } from '@notes/service';
import type { Pool } from 'pg';

/** Which families of events every projector reads: what is written of any other would be skipped. None before it was first looked up. */
export type KnownFamilies = {
  /** Looks it up. Rejects if the database is away. */
  lookUp(): Promise<void>;
  /** Whether all of these are read, as of when that was last looked up. */
  includes(families: readonly string[]): boolean;
  /** The same, looked up now; false if the database is away. Calls share statements. */
  nowIncludes(families: readonly string[]): Promise<boolean>;
};

export function createKnownFamilies(pool: Pool): KnownFamilies {
  let known: ReadonlySet<string> = new Set();
  const ask = gather(async (asked: readonly undefined[]) => {
    known = await readKnownFamilies(pool);
    return asked;
  });
  const includes = (families: readonly string[]): boolean => families.every((family) => known.has(family));
  return {
    lookUp: () => ask(undefined),
    includes,
    nowIncludes: (families) =>
      ask(undefined).then(
        () => includes(families),
        () => false,
      ),
  };
}
