import { noteRecords } from '@notes/feature-notes/domain';
import { LRUCache } from 'lru-cache';
import type { FirstResult } from './note-entry.ts';
import { NoteEntry } from './note-entry.ts';
import type { Reached } from './reached.ts';
import type { RetainedWindow } from './retained-window.ts';
import type { SnapshotLoader } from './snapshot-loader.ts';

export type NoteStatesParts = {
  readonly loader: SnapshotLoader;
  readonly window: RetainedWindow;
  readonly reached: Reached;
  readonly partitionOf: (noteId: string) => number;
  /** Asks the tail to go back to where the read model is, so that the window can be filled again. */
  readonly rewind: (partition: number, next: number) => void;
  readonly maxBytes: number;
};

/** What the journal says of a command: what it did first, or that it did nothing up to an offset. */
export type LookUp =
  | { readonly found: true; readonly first: FirstResult }
  | { readonly found: false; readonly upTo: number };

/** What an entry weighs beside its texts: measured at 0.7 to 1.1 KB. */
const entryBytes = 1_000;

/**
 * The notes in memory: least recently used ones go when `maxBytes` is reached, and come back from the read model and the
 * retained window. A note whose lane is at work is out of here, in the hands of its lane.
 */
export class NoteStates {
  readonly #parts: NoteStatesParts;
  readonly #notes: LRUCache<string, NoteEntry>;
  #coldLoads = 0;

  constructor(parts: NoteStatesParts) {
    this.#parts = parts;
    this.#notes = new LRUCache({ maxSize: parts.maxBytes, sizeCalculation: weigh });
  }

  /** Notes in memory, without those in the hands of their lanes. */
  get entries(): number {
    return this.#notes.size;
  }

  /** What they weigh, roughly. */
  get bytes(): number {
    return this.#notes.calculatedSize;
  }

  /** How many notes had to be loaded, or were tried to be. */
  get coldLoads(): number {
    return this.#coldLoads;
  }

  /**
   * Hands a note out; undefined if it is cold. So is a frozen one, always: only the read model tells when software that knows
   * its events has folded it again.
   */
  take(noteId: string): NoteEntry | undefined {
    const entry = this.#notes.get(noteId);
    if (entry !== undefined) this.#notes.delete(noteId);
    return entry?.chain?.head.frozen === true ? undefined : entry;
  }

  put(noteId: string, entry: NoteEntry): void {
    this.#notes.set(noteId, entry);
  }

  /** Looks at a note without touching its age, for the tail. */
  peek(noteId: string): NoteEntry | undefined {
    return this.#notes.peek(noteId);
  }

  /**
   * Loads a cold note: its row and checkpoint of one snapshot, and over it the retained records after that checkpoint.
   * Hands it over in the tick in which it is complete, so that no event can come between and be missed. Rejects if the database is away, or so far behind that records in between are no longer retained.
   */
  async load(noteId: string, onLoaded: (entry: NoteEntry) => void): Promise<void> {
    const { partitionOf, loader, window } = this.#parts;
    const partition = partitionOf(noteId);
    this.#coldLoads += 1;
    const { chain, position } = await loader.load(noteId, partition, undefined);
    this.#requireRetained(partition, position + 1);
    const entry = NoteEntry.loaded(partition, chain, position);
    const key = Buffer.from(noteId, 'latin1');
    for (const { offset, value } of window.recordsOf(partition, noteId)) {
      const reading = noteRecords.read(key, value);
      if (reading.kind === 'event') entry.apply(reading.event, offset);
    }
    onLoaded(entry);
  }

  /**
   * What a command did before memory of the note begins, from the journal. Rejects if the
   * journal does not reach up to where memory begins.
   */
  async firstResult(entry: NoteEntry, noteId: string, commandId: string): Promise<LookUp> {
    const { loader } = this.#parts;
    const { chain, position, command } = await loader.load(noteId, entry.partition, commandId);
    if (position + 1 < entry.recentFrom) throw new Error('the journal is behind what is known of the note');
    if (command === undefined) return { found: false, upTo: position };
    const { fingerprint, version } = command;
    // The row of a frozen note stays at the last version that could be told.
    if (chain?.head.frozen === true && version > (chain.state?.version ?? 0))
      return { found: true, first: { fingerprint, state: undefined, offset: position } };
    return { found: true, first: { fingerprint, ...(await loader.stateAt(noteId, version)) } };
  }

  #requireRetained(partition: number, next: number): void {
    const { reached, rewind, window } = this.#parts;
    if (next < window.floor(partition)) {
      rewind(partition, next);
      throw new Error('the read model is further behind than what is retained');
    }
    if (!window.isFilledTo(partition, reached.next(partition)))
      throw new Error('the tail is reading again what the read model lacks');
  }
}

const weigh = ({ chain, recent }: NoteEntry): number =>
  entryBytes + 2 * ((chain?.state?.title.length ?? 0) + (chain?.state?.description.length ?? 0)) + recent.size * 500;
