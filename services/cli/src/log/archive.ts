import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { UsageError } from '../exit-code.ts';

// A log in a file: lines of JSON, compressed by gzip. The head, a line for each record in the order of each partition, and a foot, without
// which the file has been cut off.

const format = 'notes-log-1';

export type ArchiveHead = {
  readonly topic: string;
  readonly epoch: string;
  readonly partitions: number;
  /** How many records each partition had when the export began: all of them are here, and no more. */
  readonly ends: readonly number[];
  readonly exported: string;
};

/** A record at the next offset of its partition. */
export type ArchivedRecord = { readonly partition: number; readonly key: string | null; readonly value: Buffer };

type Foot = { readonly sums: readonly string[] };

/** What all keys and values of each partition come to, in their order: equal only if all records are. */
export class PartitionSums {
  readonly #hashes: readonly Hash[];
  readonly counts: number[];

  constructor(partitions: number) {
    this.#hashes = Array.from({ length: partitions }, () => createHash('sha256'));
    this.counts = this.#hashes.map(() => 0);
  }

  add({ partition, key, value }: ArchivedRecord): void {
    const keyBytes = key === null ? undefined : Buffer.from(key);
    const lengths = Buffer.alloc(8);
    lengths.writeInt32BE(keyBytes?.length ?? -1, 0);
    lengths.writeInt32BE(value.length, 4);
    const hash = this.#hashes[partition];
    hash?.update(lengths);
    if (keyBytes !== undefined) hash?.update(keyBytes);
    hash?.update(value);
    this.counts[partition] = (this.counts[partition] ?? 0) + 1;
  }

  /** As hexadecimal text, of each partition. Nothing can be added any more. */
  finish(): string[] {
    return this.#hashes.map((hash) => hash.digest('hex'));
  }
}

/** Writes an archive, record by record. */
export class ArchiveWriter {
  readonly #gzip = createGzip();
  readonly #written: Promise<void>;
  readonly #sums: PartitionSums;

  /** Rejects what is done next if the file cannot be written. */
  constructor(file: string, head: ArchiveHead) {
    this.#sums = new PartitionSums(head.partitions);
    this.#written = pipeline(this.#gzip, createWriteStream(file, { flags: 'wx' }));
    // Whoever writes on, or ends it, is told.
    this.#written.catch(() => {});
    this.#line({ format, ...head });
  }

  write(record: ArchivedRecord): void {
    this.#sums.add(record);
    const text = record.value.toString();
    const value = Buffer.from(text).equals(record.value) ? text : { base64: record.value.toString('base64') };
    this.#line([record.partition, record.key, value]);
  }

  /** How many records of a partition have been written: the offset of its next one. */
  countOf(partition: number): number {
    return this.#sums.counts[partition] ?? 0;
  }

  /** Resolves when what is waiting to be written is little enough. */
  async room(): Promise<void> {
    if (!this.#gzip.writableNeedDrain) return;
    await Promise.race([new Promise((resolve) => this.#gzip.once('drain', resolve)), this.#written]);
  }

  /** Resolves when all is in the file. */
  async end(): Promise<void> {
    this.#line({ sums: this.#sums.finish() });
    this.#gzip.end();
    await this.#written;
  }

  /** Gives up, and leaves what has been written. */
  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await finished(this.#gzip).catch(() => {});
    await this.#written.catch(() => {});
  }

  #line(value: unknown): void {
    this.#gzip.write(`${JSON.stringify(value)}\n`);
  }
}

/**
 * Reads an archive: `onHead` once, then `onRecord` with each record, waited for where it returns a promise. Resolves with the sums of
 * the partitions once they have been compared with those that stand in the file. Rejects with a UsageError for a file that is none, was
 * cut off or changed, and with what the handlers throw.
 */
export async function readArchive(
  file: string,
  onHead: (head: ArchiveHead) => Promise<void> | void,
  onRecord: (record: ArchivedRecord) => Promise<void> | undefined,
): Promise<readonly string[]> {
  const damaged = (why: string) => new UsageError(`${file} ${why}. Take another copy of it, or export the log again.`);
  let sums: PartitionSums | undefined;
  let found: readonly string[] | undefined;
  const readLine = async (line: string): Promise<void> => {
    const value: unknown = JSON.parse(line);
    if (sums === undefined) {
      const head = headFrom(value);
      if (head === undefined) throw damaged('is no export of a log');
      sums = new PartitionSums(head.partitions);
      await onHead(head);
    } else if (Array.isArray(value)) {
      const record = recordFrom(value);
      sums.add(record);
      await onRecord(record);
    } else found = (value as Foot).sums;
  };
  let failure: unknown;
  try {
    await pipeline(createReadStream(file), createGunzip(), async (source) => {
      try {
        for await (const line of linesOf(source)) await readLine(line);
      } catch (error) {
        // The pipeline may reject with that it was aborted for this.
        failure = error;
        throw error;
      }
    });
  } catch (error) {
    failure ??= error;
  }
  if (isOfFile(failure)) throw damaged(`cannot be read: ${failure.message}`);
  if (failure !== undefined) throw failure;
  if (sums === undefined || found === undefined) throw damaged('has been cut off');
  const computed = sums.finish();
  if (computed.join() !== found.join()) throw damaged('has been changed: its sums are not those of its records');
  return computed;
}

/** Of gzip, of JSON, or of the file system. */
const isOfFile = (error: unknown): error is Error =>
  error instanceof SyntaxError ||
  (error instanceof Error && /^(?:Z_|E[A-Z]+$)/.test((error as NodeJS.ErrnoException).code ?? ''));

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function headFrom(value: unknown): ArchiveHead | undefined {
  const isOurs = typeof value === 'object' && value !== null && 'format' in value && value.format === format;
  return isOurs ? (value as unknown as ArchiveHead) : undefined;
}

function recordFrom([partition, key, value]: unknown[]): ArchivedRecord {
  const bytes =
    typeof value === 'string' ? Buffer.from(value) : Buffer.from((value as { base64: string }).base64, 'base64');
  return { partition: partition as number, key: key as string | null, value: bytes };
}
