import {
  type EventTable,
  fromBeginning,
  type Head,
  judge,
  type Next,
  nextOf,
  partitionOf,
  type Reading,
} from '@notes/kernel';
import type { LogRecord } from '@notes/log';
import { NothingThere, UsageError } from '../exit-code.ts';
import { isTable, type Shown } from '../terminal.ts';
import { records, showRecord } from './log-records.ts';
import type { OpenLog } from './read-log.ts';
import { recordLine } from './record-line.ts';

type Judged = {
  readonly record: LogRecord;
  readonly reading: Reading<EventTable>;
  readonly verdict: string;
  readonly detail?: string;
};

/**
 * Prints the chain of a subject, named by its id, with what readers conclude about each record; or one record, named by its position
 * (`3-1204`). Reads the partition from its beginning, since a verdict follows from all that comes before. Rejects if there is no such thing.
 */
export async function show(log: OpenLog, what: string, shown: Shown): Promise<void> {
  const [, partition, offset] = /^(\d{1,5})-(\d{1,15})$/.exec(what) ?? [];
  if (partition !== undefined && offset !== undefined) return showOne(log, Number(partition), Number(offset), shown);
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(what))
    throw new UsageError(`${what} is neither an id nor a position, such as 3-1204.`);
  const subject = what.toLowerCase();
  const chain = await chainOf(log, subject);
  if (chain.length === 0) throw new NothingThere(`The log holds nothing of ${subject}.`);
  for (const each of chain) console.log(isTable(shown) ? lineOf(each) : JSON.stringify(jsonOf(each)));
}

async function showOne(log: OpenLog, partition: number, offset: number, shown: Shown): Promise<void> {
  const record = log.partitions.includes(partition) ? await log.admin.readRecord(partition, offset) : undefined;
  if (record === undefined) throw new NothingThere(`The log holds no record at ${partition}-${offset}.`);
  const reading = records.readPlaced(record, log.partitions.length);
  const chain = reading.kind === 'event' ? await chainOf(log, reading.event.subject, nextOf(offset)) : [];
  const { verdict, detail } = chain.at(-1) ?? { verdict: reading.kind, detail: undefined };
  const value = record.value?.toString('utf8') ?? null;
  const found = {
    ...jsonOf({ record, reading, verdict, ...(detail && { detail }) }),
    key: record.key?.toString('utf8') ?? null,
    value,
  };
  if (!isTable(shown)) console.log(JSON.stringify(found, null, 2));
  else for (const [name, cell] of Object.entries(found)) console.log(`${name.padEnd(9)}${printable(cell)}`);
}

const printable = (cell: unknown): string =>
  (typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? '')).replaceAll(/\p{Cc}/gu, '·');

/** All records of a subject in its partition, below `until` if that is given, in their order. */
async function chainOf(log: OpenLog, subject: string, until?: Next): Promise<readonly Judged[]> {
  const partition = partitionOf(subject, log.partitions.length);
  const end = until ?? (await log.ends()).get(partition) ?? fromBeginning;
  const key = Buffer.from(subject);
  const found: Judged[] = [];
  let head: Head | undefined;
  await log.read(
    new Map([[partition, log.starts.get(partition) ?? fromBeginning]]),
    ({ records: batch }) => {
      for (const record of batch) {
        if (record.key?.equals(key) !== true) continue;
        const reading = records.readPlaced(record, log.partitions.length);
        const judgement = judge(records.events, reading, () => head);
        if (judgement.kind === 'accepted') head = judgement.head;
        found.push({ record, reading, ...verdictOf(judgement) });
      }
    },
    { until: new Map([[partition, end]]) },
  );
  return found;
}

function verdictOf(judgement: ReturnType<typeof judge>): { readonly verdict: string; readonly detail?: string } {
  if (judgement.kind !== 'void') return { verdict: judgement.kind };
  return { verdict: judgement.reason, detail: judgement.detail };
}

const lineOf = ({ record, reading, verdict }: Judged): string => recordLine(showRecord(record, reading), verdict);

const jsonOf = ({ record, reading, verdict, detail }: Judged) => ({
  ...showRecord(record, reading),
  verdict,
  ...(detail === undefined ? {} : { detail }),
});
