import { EverythingSoFar } from '../harness/everything-so-far.ts';
import { type Attempt, type Command, outcomeOf, type Read } from '../history/attempt.ts';
import { drawCommand, drawThief } from './draw-command.ts';
import { KnownNotes } from './known-notes.ts';
import { Random } from './random.ts';
import { sendAttempt, sendRead } from './send.ts';

type Addresses = { readonly writers: readonly string[]; readonly readers: readonly string[] };

/** Who the clients are. */
export const actors: readonly string[] = Array.from({ length: 30 }, (_, i) => `client ${i}`);

const pauseMs = 12;

/** Seldom so short that the client leaves while it is being served, and sometimes long enough to hear an instance that slept. */
const patience = (random: Random): number =>
  random.pick([1_000, 1_000, 1_000, 3_000, 3_000, 3_000, 25_000, 15 + random.int(60)]);

/**
 * Clients that do all that may be done with notes, at random and at the same time, and write down what they were told. A
 * client repeats under its key what was not answered for good, now and then what was, at another instance, or at two at
 * once; and reads what it has written.
 */
export class MixedLoad {
  readonly attempts: Attempt[] = [];
  readonly reads: Read[] = [];
  readonly #known = new KnownNotes();
  readonly #addresses: Addresses;
  #random = new Random(0);
  #commands = 0;
  #stopped = true;
  #running: Promise<unknown> = Promise.resolve();

  constructor(addresses: Addresses) {
    this.#addresses = addresses;
  }

  /** What the clients do is a function of the seed and of the answers they get. Without `clients`, all of them are at work. */
  start(seed: number, clients: number = actors.length): void {
    this.#random = new Random(seed);
    this.#stopped = false;
    this.#running = Promise.all(
      actors.slice(0, clients).map((actor, i) => this.#client(actor, new Random(seed + i + 1))),
    );
  }

  /** Resolves when every request is answered or given up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** How many attempts each instance has answered with success. */
  succeeded(): ReadonlyMap<string, number> {
    const counts = new Map(this.#addresses.writers.map((url) => [new URL(url).port, 0]));
    for (const { answer, via } of this.attempts)
      if ((answer?.status ?? 500) < 300) counts.set(via, (counts.get(via) ?? 0) + 1);
    return counts;
  }

  /** Repeats every command that has a key and was never answered for good, until it is. Returns those that never were. */
  async resolveAll(timeoutMs: number): Promise<readonly Command[]> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const open = this.#unresolved();
      if (open.length === 0 || performance.now() > end) return open;
      await Promise.all(open.map((command) => this.#send(command, this.#random, 12_000)));
    }
  }

  #unresolved(): Command[] {
    const answered = new Set<Command>();
    for (const attempt of this.attempts) if (outcomeOf(attempt) === 'definite') answered.add(attempt.command);
    const keyed = this.attempts.filter(({ command }) => command.key !== undefined && !answered.has(command));
    return [...new Set(keyed.map(({ command }) => command))];
  }

  async #client(actor: string, random: Random): Promise<void> {
    const seen = new EverythingSoFar();
    let last: Command | undefined;
    while (!this.#stopped) {
      const command = this.#next(actor, random, last);
      const attempts = await this.#insist(command, random);
      for (const { answer } of attempts) if (answer?.token !== undefined) seen.add(answer.token);
      if (random.chance(0.3)) await this.#read(command, random, seen);
      if (command.key !== undefined) last = command;
      if (random.chance(0.6)) await new Promise((resolve) => setTimeout(resolve, random.int(3 * pauseMs)));
    }
  }

  #next(actor: string, random: Random, last: Command | undefined): Command {
    if (last !== undefined && random.chance(0.05)) return last;
    this.#commands += 1;
    const thief = last !== undefined && random.chance(0.03) ? drawThief(random, last, this.#commands) : undefined;
    return thief ?? drawCommand(random, this.#known, actor, this.#commands);
  }

  /** Sends a command, and with a key sends it again a few times while its outcome is open. */
  async #insist(command: Command, random: Random): Promise<Attempt[]> {
    const { key } = command;
    const attempts = [];
    const twice = key !== undefined && random.chance(0.1);
    attempts.push(
      ...(await Promise.all([this.#send(command, random), ...(twice ? [this.#send(command, random)] : [])])),
    );
    for (let i = 0; i < 3 && key !== undefined && !this.#stopped; i++) {
      if (attempts.some((attempt) => outcomeOf(attempt) === 'definite')) break;
      await new Promise((resolve) => setTimeout(resolve, random.int(100)));
      attempts.push(await this.#send(command, random));
    }
    return attempts;
  }

  async #send(command: Command, random: Random, patienceMs = patience(random)): Promise<Attempt> {
    const url = random.pick(this.#addresses.writers);
    const attempt = await sendAttempt(command, { url, trace: random.hex(32), patienceMs });
    this.attempts.push(attempt);
    const { intent } = command;
    if (attempt.answer !== undefined)
      this.#known.hear(attempt.answer, intent.kind === 'create' ? undefined : intent.noteId);
    return attempt;
  }

  async #read({ intent }: Command, random: Random, seen: EverythingSoFar): Promise<void> {
    const noteId = intent.kind === 'create' ? undefined : intent.noteId;
    const read = await sendRead(random.pick(this.#addresses.readers), noteId, seen.token);
    this.reads.push(read);
    if (read.answer?.token !== undefined) seen.add(read.answer.token);
  }
}
