import { Status } from '@notes/contracts';
import { type Next, nextOf, positionOf } from '@notes/kernel';
import { type HttpApp, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import { jsonResponse, sendJson } from './answers.ts';
import { freshnessHeaders, readFreshness } from './freshness.ts';
import type { LogEnds } from './log-ends.ts';
import { positionTable } from './position-table.ts';
import type { ProgressWatch } from './progress-watch.ts';
import { readAt } from './read-at.ts';
import { notSetUp, runStatement } from './statement.ts';

const example: Status = {
  read_model: { version: 1 },
  epoch: 'k3f9a2c1',
  partitions: [{ partition: 0, position: 1204, end: 1206, lag: 1 }],
  lag: 1,
  build: '0.1.0+bed81a1',
};

const schema = {
  operationId: 'getStatus',
  tags: ['status'],
  summary: 'How far the read model is',
  description: 'Which version of the read model answers, and how far it is behind the log, partition by partition.',
  headers: Type.Object(freshnessHeaders),
  response: {
    200: jsonResponse('The state of the read model.', Status, example),
    ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
  },
} as const;

const config = { scope: 'notes:read' } as const;

export type StatusReads = {
  readonly pool: Pool;
  readonly progress: ProgressWatch;
  readonly logEnds: LogEnds;
  /** Version of the software, and the commit where known. */
  readonly build: string;
};

/** `GET /v1/status` */
export function getStatusRoute(app: HttpApp, { pool, progress, logEnds, build }: StatusReads): void {
  app.get('/v1/status', { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { position, status } = await readAt(() => getStatus(pool, logEnds, build), freshness, progress);
    return sendJson(reply, position, status);
  });
}

/** How far the read model is behind the log. While Kafka is unavailable, `end` and `lag` are null, and the rest is answered. */
async function getStatus(
  pool: Pool,
  logEnds: LogEnds,
  build: string,
): Promise<{ readonly position: string; readonly status: Status }> {
  const { position, readModel, applied } = await selectProgress(pool);
  const ends = await logEnds(applied.map(({ partition }) => partition));
  const partitions = applied.map(({ partition, next }) => {
    const known = ends?.get(partition);
    // The ends may be up to a second old; what is applied has been in the log.
    const end = known === undefined ? null : Math.max(known, next);
    return { partition, position: positionOf(next), end, lag: end === null ? null : end - next };
  });
  const epoch = position.slice(0, position.indexOf(':'));
  const lag = partitions.reduce<number | null>((sum, { lag }) => (sum === null || lag === null ? null : sum + lag), 0);
  return { position, status: { read_model: { version: readModel }, epoch, partitions, lag, build } };
}

const statement = {
  name: 'select-progress',
  text: `select here.position, (select version from read_models where state = 'live'), c.partition, c.position
    from ${positionTable} left join checkpoints c on true
    order by c.partition`,
};

type Row = readonly [position: string, version: number, partition: number | null, applied: number];

type Progress = {
  readonly position: string;
  /** The version of the read model that answers. */
  readonly readModel: number;
  /** What is to be applied next, by partition. */
  readonly applied: readonly { readonly partition: number; readonly next: Next }[];
};

/** How far the read model has caught up, partition by partition. */
export async function selectProgress(pool: Pool): Promise<Progress> {
  const rows = await runStatement<Row>(pool, statement, []);
  const [first] = rows;
  if (first === undefined) throw notSetUp();
  const applied = rows.flatMap(([, , partition, position]) =>
    partition === null ? [] : [{ partition, next: nextOf(position) }],
  );
  return { position: first[0], readModel: first[1], applied };
}
