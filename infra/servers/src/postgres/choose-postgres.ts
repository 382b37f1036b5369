/** An installed or embedded Postgres: where its programs are and its major version. */
export type PostgresProgram = {
  readonly binDir: string;
  readonly major: number;
  readonly origin: 'program' | 'embedded';
};

const oldestUsable = 15;

/**
 * Which of several to run, given in order of preference. A data folder can be read only by the major version that made it, so
 * existing data decides; 'unreadable' if nothing here fits it.
 */
export function choosePostgres(
  found: readonly PostgresProgram[],
  dataMajor: number | undefined,
): PostgresProgram | 'unreadable' | 'none' {
  const usable = found.filter(({ major }) => major >= oldestUsable);
  if (dataMajor === undefined) return usable[0] ?? 'none';
  return usable.find(({ major }) => major === dataMajor) ?? 'unreadable';
}

/** 15 from `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`. */
export function parsePostgresMajor(output: string): number | undefined {
  const match = /\(PostgreSQL\) (\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
