import { setTimeout as wait } from 'node:timers/promises';
import { EverythingSoFar } from '../../harness/everything-so-far.ts';
import type { Attempt, Read } from '../../history/attempt.ts';
import { drawCommand } from '../../load/draw-command.ts';
import { KnownNotes } from '../../load/known-notes.ts';
import { Random } from '../../load/random.ts';
import { sendAttempt, sendRead } from '../../load/send.ts';

/** Longer than any answer may take. */
const patienceMs = 40_000;
const readWaitSeconds = 8;
const actors = 30;

/**
 * Commands and reads over HTTP at a steady rate, whether earlier ones have been answered or not: so that what is slow delays nobody else
 * and is counted. Everything is written down for the judge. Nothing is repeated.
 */
export class SteadyLoad {
  readonly attempts: Attempt[] = [];
  readonly reads: Read[] = [];
  /** In ms from the answer to a write until a read showed it. */
  readonly visibleMs: number[] = [];
  readonly #writers: readonly string[];
  readonly #reader: string;
  readonly #known = new KnownNotes();
  readonly #random: Random;
  readonly #underWay = new Set<Promise<void>>();
  #stopped = false;
  #commands = 0;
  #running: Promise<void>;

  /** `perSecond`: writes, to one of the writers by chance, and as many reads. */
  constructor(writers: readonly string[], reader: string, perSecond: number, seed: number) {
    this.#writers = writers;
    this.#reader = reader;
    this.#random = new Random(seed);
    this.#running = this.#run(perSecond);
  }

  /** Resolves when every request is answered or given up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await Promise.all(this.#underWay);
  }

  async #run(perSecond: number): Promise<void> {
    const began = performance.now();
    for (let due = 0; !this.#stopped; ) {
      const now = ((performance.now() - began) / 1000) * perSecond;
      for (; due < now; due += 1) {
        const call = this.#writeAndRead();
        this.#underWay.add(call);
        void call.finally(() => this.#underWay.delete(call));
      }
      await wait(Math.max(1, (due / perSecond) * 1000 - (performance.now() - began)));
    }
  }

  async #writeAndRead(): Promise<void> {
    this.#commands += 1;
    const random = this.#random;
    const command = drawCommand(random, this.#known, `client ${random.int(actors)}`, this.#commands);
    const url = random.pick(this.#writers);
    const attempt = await sendAttempt(command, { url, trace: random.hex(32), patienceMs });
    this.attempts.push(attempt);
    const { intent } = command;
    if (attempt.answer === undefined) return;
    this.#known.hear(attempt.answer, intent.kind === 'create' ? undefined : intent.noteId);
    await this.#read(intent.kind === 'create' ? undefined : intent.noteId, attempt);
  }

  /** What was written is read, with its token: that shows how long it takes to become visible. */
  async #read(noteId: string | undefined, { answer, end }: Attempt): Promise<void> {
    const seen = new EverythingSoFar();
    if (answer?.token !== undefined) seen.add(answer.token);
    const read = await sendRead(this.#reader, noteId, seen.token, readWaitSeconds);
    this.reads.push(read);
    if (seen.token !== undefined && read.answer !== undefined && read.answer.status < 500)
      this.visibleMs.push(read.end - end);
  }
}
