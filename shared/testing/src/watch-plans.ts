import type pg from 'pg';

/** A node of a plan, as Postgres tells it. */
export type PlanNode = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
};

/** A statement that has been run: the pages of the database that it read, and the nodes of the plan that it was run by. */
export type RunPlan = { readonly text: string; readonly pages: number; readonly nodes: readonly PlanNode[] };

/** The address of a database with which every session tells the plans of what it runs. It takes a superuser. */
export function tellingPlans(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set(
    'options',
    Object.entries(settings)
      .flatMap(([name, value]) => ['-c', `${name}=${value}`])
      .join(' '),
  );
  return url.href;
}

const settings = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': 0,
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
};

type Told = {
  readonly 'Query Text': string;
  readonly Plan: PlanNode & Record<'Shared Hit Blocks' | 'Shared Read Blocks', number>;
};

/**
 * Takes note of the plans of all that a pool runs from now on, on connections that it makes from now on, to an address of
 * `tellingPlans`. `during` gives those of what `run` runs, prepared statements by the plan that was kept, too.
 */
export function watchPlans(pool: pg.Pool): { during(run: () => Promise<unknown>): Promise<RunPlan[]> } {
  let told: RunPlan[] = [];
  pool.on('connect', (client) =>
    client.on('notice', ({ message }) => {
      const begin = message?.indexOf('{') ?? -1;
      if (message?.startsWith('duration: ') !== true || begin < 0) return;
      const { 'Query Text': text, Plan: plan } = JSON.parse(message.slice(begin)) as Told;
      told.push({ text, pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'], nodes: nodesOf(plan) });
    }),
  );
  return {
    async during(run) {
      told = [];
      await run();
      return told;
    },
  };
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
