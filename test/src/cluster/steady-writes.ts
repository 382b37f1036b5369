import { partitionOf } from '@notes/kernel';
import { openLoop } from '../bench/open-loop.ts';
import type { Attempt } from '../history/attempt.ts';
import { Random } from '../load/random.ts';
import { sendAttempt } from '../load/send.ts';

/** So many notes take the writes of a partition in turn. */
const notesEach = 4;
/** Longer than a command may take. */
const patienceMs = 20_000;
const actor = 'client 0';

type Parts = {
  readonly writers: readonly string[];
  readonly partitions: number;
  /** Where everything that is sent is written down, too. */
  readonly history: Attempt[];
};

/**
 * Changes of notes at a steady rate, the partitions in turn, whether those before are answered or not: what a partition answers shows
 * when it could not be written to.
 */
export class SteadyWrites {
  readonly attempts: Attempt[] = [];
  readonly #parts: Parts;
  readonly #notes: ReadonlyMap<number, readonly string[]>;
  readonly #random = new Random(0x57eadb);
  #stopped = false;
  #running: Promise<void> | undefined;
  #sent = 0;

  private constructor(parts: Parts, notes: ReadonlyMap<number, readonly string[]>) {
    this.#parts = parts;
    this.#notes = notes;
  }

  /** Creates the notes that are changed later. */
  static async create(parts: Parts): Promise<SteadyWrites> {
    const { partitions } = parts;
    const notes = new Map(Array.from({ length: partitions }, (_, partition) => [partition, [] as string[]]));
    const writes = new SteadyWrites(parts, notes);
    for (let n = 0; [...notes.values()].some((ids) => ids.length < notesEach); n++) {
      const fields = { title: `steady ${n}`, description: '', priority: 0 };
      const { answer } = await writes.#send({ kind: 'create', bulk: false, notes: [fields] });
      if (answer?.status !== 201) throw new Error(`a note could not be created: ${JSON.stringify(answer)}`);
      const { id } = answer.body as { id: string };
      notes.get(partitionOf(id, partitions))?.push(id);
    }
    return writes;
  }

  get partitions(): number {
    return this.#notes.size;
  }

  start(perSecond: number): void {
    this.#stopped = false;
    const change = async (): Promise<void> => {
      if (this.#stopped) return;
      const n = this.#sent++;
      const ids = this.#notes.get(n % this.partitions) ?? [];
      const noteId = ids[Math.floor(n / this.partitions) % notesEach] ?? '';
      await this.#send({ kind: 'patch', noteId, fields: { description: `steady ${n}` } });
    };
    this.#running = openLoop(perSecond, Number.POSITIVE_INFINITY, change, () => this.#stopped);
  }

  /** Resolves when the last one is answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** When changes of a partition were answered with success between two moments, in order. */
  acknowledged(partition: number, from: number, to: number): number[] {
    return this.attempts
      .filter(({ command: { intent }, answer, end }) => {
        if (intent.kind !== 'patch' || answer?.status !== 200 || end < from || end > to) return false;
        return partitionOf(intent.noteId, this.partitions) === partition;
      })
      .map(({ end }) => end)
      .toSorted((a, b) => a - b);
  }

  async #send(intent: Attempt['command']['intent']): Promise<Attempt> {
    const url = this.#random.pick(this.#parts.writers);
    const attempt = await sendAttempt({ actor, intent }, { url, trace: this.#random.hex(32), patienceMs });
    this.attempts.push(attempt);
    this.#parts.history.push(attempt);
    return attempt;
  }
}
