import type { Pool } from 'pg';

/**
 * A version of the read model. `events` have been folded by its build; `remaining` is the number of places in the log that
 * lie before it, of which some hold no event; `perSecond` is how many events the builder folds, lately.
 */
export type ReadModelState = {
  readonly version: number;
  readonly state: 'building' | 'ready' | 'live' | 'retired';
  /** When it came into this state, as RFC 3339. */
  readonly since: string;
  readonly events: number;
  readonly perSecond: number;
  readonly remaining: number;
  /** Between 0 and 1. */
  readonly done: number;
  /** Why the build does not go on. */
  readonly failure: string | undefined;
};

type Row = Omit<ReadModelState, 'failure'> & { readonly failure: string | null };

const text = `
  select version, state, events::float8 as events, per_second::float8 as "perSecond", failure,
    to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
    case state when 'building' then remaining else 0 end as remaining,
    case when state <> 'building' or total = 0 then 1 else 1 - remaining / total end as done
  from read_models, lateral (
    select coalesce(sum(journal_pos + 1), 0)::float8 as total,
      coalesce(sum(journal_pos - coalesce(pos, -1)), 0)::float8 as remaining
    from checkpoints left join read_model_positions as built
      on built.version = read_models.version and built.partition = checkpoints.partition
  ) as progress
  order by version`;

/** All versions of the read model, oldest first. */
export async function listReadModels(pool: Pool): Promise<ReadModelState[]> {
  const { rows } = await pool.query<Row>(text);
  return rows.map((row) => ({ ...row, failure: row.failure ?? undefined }));
}
