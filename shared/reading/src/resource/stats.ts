import { type HttpApp, problemResponses } from '@notes/service';
import type { Pool } from 'pg';
import { type TSchema, Type } from 'typebox';
import { jsonResponse, sendJson } from '../answers.ts';
import { freshnessHeaders, readFreshness } from '../freshness.ts';
import { positionTable } from '../position-table.ts';
import { readAt } from '../read-at.ts';
import { notSetUp, runStatement } from '../statement.ts';
import type { Reads } from './readable.ts';

/** Numbers of a kind of thing: what is read, and how that is described. */
export type StatsSource = {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly Stats: TSchema;
  readonly example: object;
  /** A table that has a row for each partition, and which of its columns are summed up. */
  readonly totals: { readonly table: string; readonly columns: readonly string[] };
  /** Lists of numbers, as statements of one value. */
  readonly lists: Readonly<Record<string, string>>;
};

const config = { scope: 'notes:read' } as const;

/** `GET {path}`: numbers, of one snapshot. */
export function statsRoute(app: HttpApp, source: StatsSource, { pool, progress }: Omit<Reads, 'byId'>): void {
  const { path, operationId, summary, description, Stats, example } = source;
  const schema = {
    ...{ operationId, tags: ['status'], summary, description },
    headers: Type.Object(freshnessHeaders),
    response: {
      200: jsonResponse('The numbers.', Stats, example),
      ...problemResponses('epoch-changed', 'not-caught-up', 'unavailable'),
    },
  };
  const select = statsSelection(source);
  app.get(path, { schema, config }, async (request, reply) => {
    const freshness = readFreshness(request, reply);
    const { position, stats } = await readAt(() => select(pool), freshness, progress);
    return sendJson(reply, position, stats);
  });
}

type StatsAt = { readonly position: string; readonly stats: Readonly<Record<string, unknown>> };

/** Selects numbers and the position of the snapshot that they are of, in one statement. */
export function statsSelection({
  operationId,
  totals: { table, columns },
  lists,
}: Pick<StatsSource, 'operationId' | 'totals' | 'lists'>): (pool: Pool) => Promise<StatsAt> {
  const sums = columns.map((column) => `coalesce(sum(${column}), 0)::bigint as ${column}`);
  const selected = [...columns.map((column) => `totals.${column}`), ...Object.values(lists).map((list) => `(${list})`)];
  const statement = {
    name: `select-${operationId}`,
    text: `select here.position, ${selected.join(', ')}
      from ${positionTable} cross join (select ${sums.join(', ')} from ${table}) as totals`,
  };
  const names = [...columns, ...Object.keys(lists)];
  return async (pool) => {
    const [row] = await runStatement<readonly [position: string, ...values: unknown[]]>(pool, statement, []);
    if (row === undefined) throw notSetUp();
    const [position, ...values] = row;
    return { position, stats: Object.fromEntries(names.map((name, i) => [name, values[i]])) };
  };
}

/** Each table has a row for each partition: a number is a sum over them. What comes to nothing is left out. */
export const countsByAuthor = (table: string, plural: string): string =>
  `select coalesce(json_agg(json_build_object('created_by', created_by, '${plural}', ${plural})
      order by ${plural} desc, created_by collate "C"), '[]')
    from (select created_by, sum(${plural}) as ${plural} from ${table} group by created_by having sum(${plural}) > 0
      order by sum(${plural}) desc, created_by collate "C" limit 100) as largest`;

/** What happened on each of the last 30 days on which anything did. */
export const countsByDay = (table: string): string =>
  `select coalesce(json_agg(json_build_object('day', day, 'created', created, 'revised', revised,
      'deleted', deleted, 'restored', restored) order by day), '[]')
    from (select day, sum(created) as created, sum(revised) as revised, sum(deleted) as deleted,
      sum(restored) as restored
      from ${table} group by day having sum(created + revised + deleted + restored) > 0
      order by day desc limit 30) as newest`;
