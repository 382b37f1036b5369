import type pg from 'pg';

/** How a build shares the machine with those who read and write meanwhile. */
export type Pace = {
  /** Events a transaction, at most. */
  readonly pageSize: number;
  /** For how long a build rests, in ms, after it has worked for so long. */
  restAfter(workedMs: number): number;
};

/** All that the machine gives. Larger transactions are no faster, and hold the process up longer. */
export const fast: Pace = { pageSize: 2_000, restAfter: () => 0 };

const longestRestMs = 500;

/**
 * Works in turns of a millisecond or two and rests for four times as long, so that whoever comes to a core finds it free, or free again
 * at once. The longer a turn took, the busier the machine is, and the longer the rest.
 */
export const yielding: Pace = {
  pageSize: 50,
  restAfter: (workedMs) => Math.min(4 * workedMs, longestRestMs),
};

/** The pace that was asked for when the version was added. */
export async function readPace(client: pg.PoolClient, version: number): Promise<Pace> {
  const { rows } = await client.query<{ fast: boolean }>('select fast from read_models where version = $1', [version]);
  return rows[0]?.fast === true ? fast : yielding;
}
