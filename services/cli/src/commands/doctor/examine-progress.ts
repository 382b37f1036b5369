import { setTimeout as wait } from 'node:timers/promises';
import { feedChannel } from '@notes/contracts';
import { type Checkpoint, positionOf } from '@notes/kernel';
import type { LogAdmin } from '@notes/log';
import { type Redis, readCheckpoints, readKnownFamilies } from '@notes/service';
import type { Pool } from 'pg';
import { aggregates } from '../../events/log-records.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** A projector applies what is there within milliseconds, and sends a heartbeat for each of its partitions every second. */
const watchMs = 2_500;

/**
 * How far the database is behind the log, whether it gets on, and whether projectors are there: they are watched for some seconds.
 * `feed`: a connection for subscriptions, if there is one.
 */
export async function examineProgress(
  pool: Pool,
  admin: LogAdmin,
  feed: { readonly redis: Redis; readonly prefix: string } | undefined,
): Promise<Finding[]> {
  const before = await readCheckpoints(pool);
  const partitions = before.map(({ partition }) => partition);
  const heard = feed && listen(feed.redis, partitions, feed.prefix);
  await wait(watchMs);
  const silent = heard && partitions.filter((partition) => !heard.has(partition));
  const after = await readCheckpoints(pool);
  const ends = await admin.endOffsets(partitions);
  const behind = after.filter(({ partition, next }) => next < (ends.get(partition) ?? 0));
  const lag = behind.reduce((sum, { partition, next }) => sum + (ends.get(partition) ?? 0) - next, 0);
  const moved = behind.filter(({ partition, next }) => next > nextIn(before, partition));
  return [
    progressOf(
      lag,
      behind.map(({ partition }) => partition),
      moved.length,
    ),
    ...(silent === undefined ? [] : [projectorsOf(silent, partitions.length)]),
    ...familiesOf(await readKnownFamilies(pool), after),
  ];
}

const nextIn = (checkpoints: readonly Checkpoint[], partition: number): number =>
  checkpoints.find((each) => each.partition === partition)?.next ?? 0;

function progressOf(lag: number, behind: readonly number[], moved: number): Finding {
  if (lag === 0) return ok('progress', 'everything in the log is applied');
  const what = `${lag} records are not applied yet, in partitions ${behind.join(', ')}`;
  if (moved === behind.length)
    return warning('progress', `${what}; they are being applied`, 'Wait, or start further projectors.');
  return problem(
    'progress',
    `${what}, and nothing has been for ${watchMs / 1000} s`,
    'Start a projector, or see its /readyz and its log.',
  );
}

function projectorsOf(silent: readonly number[], partitions: number): Finding {
  if (silent.length === 0) return ok('projector', `heartbeats of all ${partitions} partitions come over Redis`);
  const which = silent.length === partitions ? 'any partition' : `partitions ${silent.join(', ')}`;
  return problem(
    'projector',
    `no heartbeat of ${which}`,
    'Start a projector (services/projector). If one runs, compare REDIS_URL, REDIS_PREFIX and NOTES_TOPIC with its own.',
  );
}

/** Before the first record is applied no projector has said what it knows. */
function familiesOf(known: ReadonlySet<string>, checkpoints: readonly Checkpoint[]): Finding[] {
  if (checkpoints.every(({ next }) => positionOf(next) < 0)) return [];
  const unknown = aggregates.map(({ family }) => family).filter((family) => !known.has(family));
  if (unknown.length === 0) return [];
  return [
    warning(
      'versions',
      `not every projector knows ${unknown.join(', ')} yet: such writes are refused (503)`,
      'Upgrade all projectors to the version of this tool.',
    ),
  ];
}

/** The partitions of which something comes. */
function listen(redis: Redis, partitions: readonly number[], prefix: string): ReadonlySet<number> {
  const heard = new Set<number>();
  const byChannel = new Map(partitions.map((partition) => [feedChannel(prefix, partition), partition]));
  redis.on('message', (channel) => {
    const partition = byChannel.get(channel);
    if (partition !== undefined) heard.add(partition);
  });
  redis.subscribe(...byChannel.keys()).catch(() => {});
  return heard;
}
