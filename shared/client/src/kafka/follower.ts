import {
  type AnyEvent,
  eventPosition,
  fromBeginning,
  type Next,
  nextOf,
  parsePosition,
  type RecordReader,
  readLogOpened,
} from '@notes/kernel';
import { type LogAdmin, type LogBatch, type LogConfig, LogError, type LogLogger } from '@notes/log';
import { type Checkpoint, createMemoryStore, type NotesStore } from './notes-store.ts';
import { type Read, takeBatch, type VoidRecord } from './take-batch.ts';

/** What an event that counts is handed over as, undefined: not at all; `position` covers it, and all before it in its partition. */
export type Select<Event> = (event: AnyEvent, position: string) => Event | undefined;

export type ConsumeOptions<Event> = {
  /** `host:port`; one that answers is enough. */
  readonly brokers: readonly string[];
  /** Default `notes.events.v1`. */
  readonly topic?: string;
  /** Instances with the same one share the partitions, and must share the store. */
  readonly groupId: string;
  readonly ssl?: boolean;
  readonly sasl?: NonNullable<LogConfig['sasl']>;
  /** Default: none, everything from the beginning at each start. */
  readonly store?: NotesStore;
  /**
   * Is given events that count, in the order of each subject; none where the log has moved on by events that are not asked for. They and the
   * checkpoint are to be saved together, in one transaction: then each event has its effect once, whatever crashes. A rejection makes the same
   * events come again. Different partitions run side by side.
   */
  readonly onEvents: (events: readonly Event[], checkpoint: Checkpoint) => void | Promise<void>;
  /** Told of what does not count. After a restart some may be told again. */
  readonly onVoid?: (record: VoidRecord) => void;
  readonly logger?: LogLogger;
};

/**
 * Hands over what counts of the partitions that are assigned.
 *
 *   unknown  what the store holds is to be looked up: at an assignment, and after a failure, since it may have been saved after all, or
 *            by another instance                                            → known
 *   known    batches follow on what was saved last; any other is sent back  → unknown, when handing over fails
 */
export class Follower<Event> {
  readonly #records: RecordReader;
  readonly #select: Select<Event>;
  readonly #store: NotesStore;
  readonly #onEvents: ConsumeOptions<Event>['onEvents'];
  readonly #onVoid: NonNullable<ConsumeOptions<Event>['onVoid']>;
  /** What the store holds, by partition. */
  readonly #saved = new Map<number, string>();
  /** The offset that the next batch is to begin with, by partition; missing: unknown. */
  readonly #next = new Map<number, Next>();
  readonly #running = new Set<Promise<unknown>>();
  #place: Place = { epoch: '', partitions: 0 };

  constructor(
    records: RecordReader,
    select: Select<Event>,
    { store, onEvents, onVoid = () => {} }: Pick<ConsumeOptions<Event>, 'store' | 'onEvents' | 'onVoid'>,
  ) {
    this.#records = records;
    this.#select = select;
    this.#onVoid = onVoid;
    this.#onEvents = onEvents;
    if (store !== undefined) {
      this.#store = store;
      return;
    }
    const memory = createMemoryStore();
    this.#store = memory;
    this.#onEvents = async (events, checkpoint) => {
      await onEvents(events, checkpoint);
      memory.save(checkpoint);
    };
  }

  /** Answers with the offset to begin with of each partition; without those that the log was not opened with. */
  async begin(partitions: readonly number[], place: Place): Promise<ReadonlyMap<number, Next>> {
    this.#place = place;
    const own = partitions.filter((partition) => partition < place.partitions);
    await this.#lookUp(own);
    return new Map(own.map((partition) => [partition, this.#next.get(partition) ?? fromBeginning]));
  }

  /** Resolves with an offset if the batch is not the one that is due: that is. */
  async apply(batch: LogBatch, isStale: () => boolean): Promise<Next | undefined> {
    const running = this.#follow(batch, isStale);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when nothing is being handed over. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#running]);
  }

  async #follow(batch: LogBatch, isStale: () => boolean): Promise<Next | undefined> {
    const { partition } = batch;
    if (!this.#next.has(partition)) await this.#lookUp([partition]);
    const due = this.#next.get(partition) ?? fromBeginning;
    if (batch.from !== due) return due;
    this.#next.delete(partition);
    if (await this.#handOver(batch, isStale)) this.#next.set(partition, batch.next);
    return undefined;
  }

  /** Whether it is done; not, if nobody wants it any more. */
  async #handOver({ partition, records }: LogBatch, isStale: () => boolean): Promise<boolean> {
    const { epoch, partitions } = this.#place;
    const read = records.map(
      (record): Read => ({ partition, offset: record.offset, reading: this.#records.readPlaced(record, partitions) }),
    );
    const before = await this.#store.heads([...subjectsOf(read)]);
    if (isStale()) return false;
    const { taken, voids, heads } = takeBatch(this.#records.events, read, before);
    for (const record of voids) this.#onVoid(record);
    const last = records.at(-1);
    if (taken.length === 0 || last === undefined) return true;
    const events = taken
      .map(({ offset, event }) => this.#select(event, eventPosition(epoch, partition, offset)))
      .filter((event) => event !== undefined);
    const position = eventPosition(epoch, partition, last.offset);
    await this.#onEvents(events, { position, previous: this.#saved.get(partition), heads });
    this.#saved.set(partition, position);
    return true;
  }

  async #lookUp(partitions: readonly number[]): Promise<void> {
    const found = new Map<number, number>();
    for (const token of await this.#store.positions(partitions)) {
      const position = parsePosition(token);
      if (position?.epoch !== this.#place.epoch)
        throw new LogError('fatal', `The store is at ${token}, but this log is ${this.#place.epoch}: it was replaced.`);
      for (const [partition, offset] of position.offsets) found.set(partition, offset);
    }
    for (const partition of partitions) {
      const offset = found.get(partition);
      this.#next.set(partition, offset === undefined ? fromBeginning : nextOf(offset));
      if (offset === undefined) this.#saved.delete(partition);
      else this.#saved.set(partition, eventPosition(this.#place.epoch, partition, offset));
    }
  }
}

function subjectsOf(records: readonly Read[]): Set<string> {
  return new Set(records.flatMap(({ reading }) => (reading.kind === 'event' ? [reading.event.subject] : [])));
}

/** Which log it is, and how many partitions it was opened with: the topic may have been given more since. */
type Place = { readonly epoch: string; readonly partitions: number };

/**
 * The first record of each partition names the log; partition 0's counts, unless somebody has deleted it. Rejects with a
 * LogError.
 */
export async function readPlace(admin: LogAdmin): Promise<Place> {
  const partitions = (await admin.partitions()) ?? 0;
  for (let partition = 0; partition < partitions; partition++) {
    const first = await admin.readRecord(partition, 0);
    const opened = first && readLogOpened(first.key, first.value);
    if (opened !== undefined) return { epoch: opened.epoch, partitions: opened.partitions };
    const deleted = first === undefined && (await admin.startOffsets([partition])).get(partition) !== 0;
    if (partition === 0 && !deleted) break;
  }
  throw new LogError('fatal', 'The topic does not begin with the record that opens a log of Notes.');
}
