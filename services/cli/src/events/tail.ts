import { fromBeginning, type Next, nextOf, parsePosition } from '@notes/kernel';
import type { LogRecord } from '@notes/log';
import { exitCodes, UsageError } from '../exit-code.ts';
import { isTable, type Shown, say } from '../terminal.ts';
import { records, showRecord } from './log-records.ts';
import type { OpenLog } from './read-log.ts';
import { recordLine } from './record-line.ts';

export type TailOptions = Shown & { readonly limit: number; readonly since?: string; readonly follow?: true };

/** Prints the last records of the log, or all after a position; with `follow`, those that come, until Ctrl-C. */
export async function tail(log: OpenLog, options: TailOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const until = await log.ends();
  const print = (record: LogRecord): void => printRecord(log, record, options);
  if (options.since === undefined) for (const record of await lastOf(log, options.limit, until)) print(record);
  else await log.read(since(log, options.since), ({ records: batch }) => batch.forEach(print), { until });
  if (!options.follow) return;
  say(env, `following ${log.topic}; Ctrl-C ends it`);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  await log.read(until, ({ records: batch }) => batch.forEach(print), { signal: interrupted.signal });
  process.exitCode = exitCodes.interrupted;
}

/**
 * The last ones by the time at which the broker took them: so many of each partition are read, and the latest of all
 * taken. Records of one partition stay in their order, even where the broker's clock was set back between them.
 */
export async function lastOf(
  log: Pick<OpenLog, 'starts' | 'read'>,
  limit: number,
  until: ReadonlyMap<number, Next>,
): Promise<readonly LogRecord[]> {
  const latest = new Map<number, number>();
  let last: Taken[] = [];
  const from = [...until].map(([partition, end]): [number, Next] => [
    partition,
    Math.max(log.starts.get(partition) ?? fromBeginning, end - limit) as Next,
  ]);
  const take = (record: LogRecord): Taken => {
    const at = Math.max(latest.get(record.partition) ?? 0, record.timestamp);
    latest.set(record.partition, at);
    return { at, record };
  };
  await log.read(
    new Map(from),
    ({ records: batch }) => {
      last = [...last, ...batch.map(take)].sort(inOrder).slice(-limit);
    },
    { until },
  );
  return last.map(({ record }) => record);
}

/** A record and the time (ms since 1970) of the latest record of its partition up to it. */
type Taken = { readonly at: number; readonly record: LogRecord };

/** A total order. Within one millisecond nothing tells which came first, so the partition decides. */
const inOrder = (one: Taken, other: Taken): number =>
  one.at - other.at || one.record.partition - other.record.partition || one.record.offset - other.record.offset;

/** Where to read from. Throws a UsageError for what is no position of this log. */
function since({ opened, partitions }: OpenLog, text: string): ReadonlyMap<number, Next> {
  const position = text === 'beginning' ? undefined : parsePosition(text);
  if (position === undefined && text !== 'beginning')
    throw new UsageError(`--since ${text}: not a position. Write a Consistency-Token, or \`beginning\`.`);
  if (position !== undefined && position.epoch !== opened?.epoch)
    throw new UsageError(`--since ${text}: of another log. This one is ${opened?.epoch ?? 'not opened'}.`);
  return new Map(partitions.map((partition) => [partition, nextOf(position?.offsets.get(partition) ?? -1)]));
}

function printRecord({ partitions }: OpenLog, record: LogRecord, shown: Shown): void {
  const found = showRecord(record, records.readPlaced(record, partitions.length));
  console.log(isTable(shown) ? recordLine(found) : JSON.stringify(found));
}
