import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Logger, type Resource, readCheckpoints } from '@notes/service';
import type pg from 'pg';
import type { ReadModel } from '../domain/projection.ts';
import { repeat } from '../repeat.ts';
import { withConnection } from '../with-connection.ts';
import { writeTables } from '../write-tables.ts';
import {
  type BuildLease,
  BuildLostError,
  type BuildStep,
  beginBuildStep,
  claimBuild,
  indexBuild,
  readBuildPositions,
  recordBuildFailure,
  recordBuildStep,
  releaseBuild,
} from './build-lease.ts';
import { type FoldedPages, foldPages, type JournalPage, readJournal } from './fold-journal.ts';
import { handOver } from './hand-over.ts';
import { fast, type Pace, readPace } from './pace.ts';

type Options = {
  readonly readModel: ReadModel;
  readonly pool: pg.Pool;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Aborted by the stop: a build then ends with the page in hand. */
  readonly signal: AbortSignal;
  readonly onStep: (version: number, events: number, remaining: number) => void;
  /** Called when it has looked once more. */
  readonly onTurn?: () => void;
};

const lookMs = 1000;

/**
 * Builds the version of the read model that is to be built, if there is one; of several projectors, the one with the lease does.
 *
 * looking, once a second ──there is one, and its lease is free──▶ building ──ready, lost, failed or stopping──▶ looking
 *
 * A build that has failed is found again a second later and goes on with the page that failed; the reason is in the database.
 * The build of a process that was killed goes on elsewhere when its lease has run out.
 */
export function buildLoop(options: Options): Resource {
  const { pool, logger, signal } = options;
  const builder = randomUUID();
  let failed: string | undefined;

  const look = async (): Promise<void> => {
    let version: number | undefined;
    try {
      version = await claimBuild(pool, builder);
      if (version === undefined || signal.aborted) return;
      await build(options, version, builder);
      failed = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const reason = describeError(error);
      if (error instanceof BuildLostError)
        logger.info({ version }, 'a read model was dropped, or taken over by another projector, while it was built');
      else if (reason !== failed) logger.warn({ version, reason }, 'building a read model failed and is tried again');
      failed = reason;
      if (version !== undefined) await recordBuildFailure(pool, version, reason).catch(() => undefined);
    } finally {
      if (version !== undefined) await releaseBuild(pool, builder).catch(() => undefined);
    }
  };
  return repeat('builds', lookMs, look, options.onTurn);
}

async function build(options: Options, version: number, builder: string): Promise<void> {
  const { readModel, pool, logger, signal, onStep } = options;
  logger.info({ version }, 'a read model is being built');
  await withConnection(pool, (client) =>
    buildReadModel({
      ...{ readModel, version, builder, client, pool, signal },
      onStep(events, remaining) {
        onStep(version, events, remaining);
        options.onTurn?.();
      },
    }),
  );
  if (!signal.aborted) logger.info({ version }, 'a read model is built, and written from now on');
}

export type Build = BuildLease & {
  readonly readModel: ReadModel;
  /** All is written by it. */
  readonly client: pg.PoolClient;
  /** For reading ahead, on two connections at most. */
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  /** Called after each transaction: how many events it has folded, and how many places of the log are still before the build. */
  readonly onStep: (events: number, remaining: number) => void;
};

/** This many events, at most, are left for the hand-over, during which no projector commits: some 100 ms. */
const near = 2000;

/**
 * Builds a version of the read model from the journal, from wherever it has come to, and ends when it is ready, or at the
 * signal. The caller has its lease; throws a BuildLostError when that is lost.
 *
 * folding ──to the end, and it was not far──▶ indexing ──▶ folding what came meanwhile ──▶ handing over ──▶ ready
 *   ▲  └──it was far: it is further on by now──┐                 ▲                             │
 *   └──────────────────────────────────────────┘                 └──too much is left for that──┘
 *
 * Each page is a transaction, position included: what is killed goes on from its last page. While one page is written the next
 * is folded, and the one after that is read. Between pages the build rests, as its pace says.
 */
export async function buildReadModel(build: Build): Promise<void> {
  const { readModel, client, version, builder, signal } = build;
  const positions = await readBuildPositions(client, version);
  let pace = await readPace(client, version);
  let indexed = false;
  for (let before = Number.POSITIVE_INFINITY; !signal.aborted; ) {
    const folded = await foldToEnd(build, positions, pace);
    // Writers gain on a build that rests: it would never come to the end.
    if (folded >= before) pace = fast;
    before = folded;
    if (folded > near || signal.aborted) continue;
    if (!indexed) {
      await indexBuild(client, { version, builder });
      indexed = true;
      continue;
    }
    if (await handOver(readModel, client, { version, builder, positions, atMost: near })) return;
  }
}

/** Folds the journal up to its present end; returns how many events that were. */
async function foldToEnd(build: Build, positions: Map<number, number>, pace: Pace): Promise<number> {
  const { readModel, pool, version, builder, signal, onStep } = build;
  const ends = await journalEnds(pool);
  const rate = rateMeter();
  let folded = 0;
  let changed: FoldedPages['subjects'] = new Map();
  let written = Promise.resolve();
  let rested = performance.now();
  for await (const page of readAhead(build, ends, positions, pace)) {
    // The page before is being written meanwhile: what it changes is not in the database yet.
    const next = await foldPages(readModel, pool, version, [page], changed).catch((error: unknown) =>
      failed(error, version, written),
    );
    await written;
    if (signal.aborted) break;
    const events = page.events.length;
    written = writePage(build, next, { version, builder, events, perSecond: rate(events) }).then(() => {
      positions.set(page.partition, page.to);
      onStep(events, remaining(ends, positions));
    });
    // It may fail before it is awaited; the error is thrown there.
    written.catch(() => undefined);
    changed = next.subjects;
    folded += events;
    const restMs = pace.restAfter(performance.now() - rested);
    if (restMs > 0) await wait(restMs, undefined, { signal }).catch(() => undefined);
    rested = performance.now();
  }
  await written;
  return folded;
}

/** All in one round trip: what fails makes a rollback of the commit behind it. */
async function writePage({ client }: Build, { writes }: FoldedPages, step: BuildStep): Promise<void> {
  await Promise.all([
    beginBuildStep(client),
    recordBuildStep(client, step),
    writeTables(client, writes),
    client.query('commit'),
  ]);
}

const undefinedTable = '42P01';

/** Why a page could not be folded: what is under way is over then, and its failure comes first. */
async function failed(error: unknown, version: number, written: Promise<void>): Promise<never> {
  await written;
  const isDropped = error instanceof Error && 'code' in error && error.code === undefinedTable;
  throw isDropped ? new BuildLostError(version) : error;
}

async function journalEnds(pool: pg.Pool): Promise<ReadonlyMap<number, number>> {
  const checkpoints = await readCheckpoints(pool);
  return new Map(checkpoints.map(({ partition, journalPos }) => [partition, journalPos ?? -1]));
}

function remaining(ends: ReadonlyMap<number, number>, positions: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [partition, end] of ends) sum += Math.max(0, end - (positions.get(partition) ?? -1));
  return sum;
}

/** The pages up to the ends, one partition after the other. The next one is requested before one is yielded. */
async function* readAhead(
  { readModel, pool }: Build,
  ends: ReadonlyMap<number, number>,
  positions: ReadonlyMap<number, number>,
  { pageSize }: Pace,
): AsyncGenerator<JournalPage> {
  for (const [partition, end] of ends) {
    const read = (after: number): Promise<JournalPage> | undefined => {
      if (after >= end) return undefined;
      const page = readJournal(readModel, pool, { partition, after, limit: pageSize });
      // It may fail before it is awaited; the error is thrown there.
      page.catch(() => undefined);
      return page;
    };
    let next = read(positions.get(partition) ?? -1);
    while (next !== undefined) {
      const page = await next;
      next = page.events.length === 0 ? undefined : read(page.to);
      if (page.events.length > 0) yield page;
    }
  }
}

/** Events a second, as the last pages have it. */
function rateMeter(): (events: number) => number {
  const began = performance.now();
  const steps: { readonly at: number; readonly events: number }[] = [];
  return (events) => {
    const now = performance.now();
    steps.push({ at: now, events });
    if (steps.length > 50) steps.shift();
    const since = steps.length < 50 ? began : (steps[0]?.at ?? began);
    const counted = steps.reduce((sum, step) => sum + step.events, 0);
    return now === since ? 0 : (counted * 1000) / (now - since);
  };
}
