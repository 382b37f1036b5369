import { type Aggregate, type Next, positionOf, type RecordReader } from '@notes/kernel';
import { LRUCache } from 'lru-cache';
import type { RetainedWindow } from './retained-window.ts';
import type { Snapshot, SnapshotLoader } from './snapshot-loader.ts';
import type { FirstResult } from './subject-entry.ts';
import { SubjectEntry } from './subject-entry.ts';
import type { TailProgress } from './tail-progress.ts';

export type SubjectStatesParts = {
  readonly aggregate: Aggregate;
  readonly records: RecordReader;
  readonly loader: SnapshotLoader;
  readonly window: RetainedWindow;
  readonly progress: TailProgress;
  readonly partitionOf: (subject: string) => number;
  /** Asks the tail to go back to where the read model is, so that the window can be filled again. */
  readonly rewind: (partition: number, next: Next) => void;
  readonly maxBytes: number;
};

/** What the journal says of a command: what it did first, or that it did nothing below `next`. */
export type LookUp =
  | { readonly found: true; readonly first: FirstResult }
  | { readonly found: false; readonly next: Next };

/** What an entry weighs beside its texts: in all it was measured at 0.7 to 1.1 KB. */
const entryBytes = 800;

/**
 * The subjects in memory: least recently used ones go when `maxBytes` is reached, and come back from the read model and the
 * retained window. A subject whose lane is at work is out of here, in the hands of its lane.
 */
export class SubjectStates {
  readonly #parts: SubjectStatesParts;
  readonly #entries: LRUCache<string, SubjectEntry>;
  #coldLoads = 0;

  constructor(parts: SubjectStatesParts) {
    this.#parts = parts;
    this.#entries = new LRUCache({ maxSize: parts.maxBytes, sizeCalculation: weigh });
  }

  /** Subjects in memory, without those in the hands of their lanes. */
  get entries(): number {
    return this.#entries.size;
  }

  /** What they weigh, roughly. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  /** How much they may weigh. */
  get maxBytes(): number {
    return this.#entries.maxSize;
  }

  /** How many subjects had to be loaded, or were tried to be. */
  get coldLoads(): number {
    return this.#coldLoads;
  }

  /**
   * Hands a subject out; undefined if it is cold. So is a frozen one, always: only the read model tells when software that knows
   * its events has folded it again.
   */
  take(subject: string): SubjectEntry | undefined {
    const entry = this.#entries.get(subject);
    if (entry !== undefined) this.#entries.delete(subject);
    return entry?.chain?.head.frozen === true ? undefined : entry;
  }

  put(subject: string, entry: SubjectEntry): void {
    this.#entries.set(subject, entry);
  }

  /** Looks at a subject without touching its age, for the tail. */
  peek(subject: string): SubjectEntry | undefined {
    return this.#entries.peek(subject);
  }

  /**
   * Loads a cold subject: its row and checkpoint of one snapshot, and over it the retained records after that checkpoint.
   * Hands it over in the tick in which it is complete, so that no event can come between and be missed. Rejects if the database is away,
   * or so far behind that records in between are no longer retained.
   */
  async load(subject: string, onLoaded: (entry: SubjectEntry) => void): Promise<void> {
    const { aggregate, records, partitionOf, loader, window } = this.#parts;
    const partition = partitionOf(subject);
    this.#coldLoads += 1;
    const asked = (): Promise<Snapshot> => loader.load(subject, partition, undefined);
    let snapshot = await asked();
    // What was applied right after that snapshot may have been let go by now: the next one has it.
    if (snapshot.next < window.floor(partition)) snapshot = await asked();
    const { chain, next } = snapshot;
    this.#requireRetained(partition, next);
    const entry = SubjectEntry.loaded(aggregate, partition, chain, next);
    const key = Buffer.from(subject, 'latin1');
    for (const { offset, value } of window.recordsOf(partition, subject)) {
      const reading = records.read(key, value);
      if (reading.kind === 'event') entry.apply(reading.event, offset);
    }
    onLoaded(entry);
  }

  /**
   * What a command did before memory of the subject begins, from the journal. Rejects if the
   * journal does not reach up to where memory begins.
   */
  async firstResult(entry: SubjectEntry, subject: string, commandId: string): Promise<LookUp> {
    const { loader } = this.#parts;
    const { chain, next, command } = await loader.load(subject, entry.partition, commandId);
    if (next < entry.recentFrom) throw new Error('the journal is behind what is known of the subject');
    if (command === undefined) return { found: false, next };
    const { fingerprint, version } = command;
    // The row of a frozen subject stays at the last version that could be told.
    if (chain?.head.frozen === true && version > (chain.state?.version ?? 0))
      return { found: true, first: { fingerprint, state: undefined, offset: positionOf(next) } };
    return { found: true, first: { fingerprint, ...(await loader.stateAt(subject, version)) } };
  }

  #requireRetained(partition: number, next: Next): void {
    const { progress, rewind, window } = this.#parts;
    if (next < window.floor(partition)) {
      rewind(partition, next);
      throw new Error('the read model is further behind than what is retained');
    }
    if (!window.isFilledTo(partition, progress.next(partition)))
      throw new Error('the tail is reading again what the read model lacks');
  }
}

function weigh({ chain, recent }: SubjectEntry): number {
  let characters = 0;
  const state: Readonly<Record<string, unknown>> | undefined = chain?.state;
  for (const member in state) {
    const value = state[member];
    if (typeof value === 'string') characters += value.length;
  }
  return entryBytes + 2 * characters + recent.size * 500;
}
