import type { Answer } from '../history/attempt.ts';
import { outcomeOf } from '../history/attempt.ts';
import { Random } from '../load/random.ts';
import { answerOf } from '../load/send.ts';
import { drawTaskCommand } from './draw-task-command.ts';
import { KnownTasks } from './known-tasks.ts';
import { requestOf, type TaskAttempt, type TaskCommand } from './task-command.ts';

const pauseMs = 20;
/** Of its commands under a key a client may repeat so many. */
const repeatable = 20;

/** Long enough, sometimes, for an instance that was away, and seldom so short that the client leaves while it is being served. */
const patience = (random: Random): number => random.pick([1_000, 3_000, 3_000, 3_000, 12_000, 15 + random.int(60)]);

/**
 * Clients that write tasks at random and at the same time, all after the same few values, and write down how they were answered.
 * A client repeats under its key what was not answered for good, and now and then what was: at once at another instance, or
 * when the value has long gone elsewhere.
 */
export class UniqueLoad {
  readonly attempts: TaskAttempt[] = [];
  readonly #writers: readonly string[];
  readonly #clients: number;
  readonly #known = new KnownTasks();
  #commands = 0;
  #answered = 0;
  readonly #succeeded: Map<string, number>;
  #stopped = true;
  #running: Promise<unknown> = Promise.resolve();

  constructor(writers: readonly string[], clients: number) {
    this.#writers = writers;
    this.#succeeded = new Map(writers.map((url) => [new URL(url).port, 0]));
    this.#clients = clients;
  }

  /** What the clients do is a function of the seed and of the answers they get. */
  start(seed: number): void {
    this.#stopped = false;
    this.#running = Promise.all(
      Array.from({ length: this.#clients }, (_, i) => this.#client(`client ${i}`, new Random(seed + i))),
    );
  }

  /** Resolves when every request is answered or given up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** How many attempts were answered for good. */
  get answered(): number {
    return this.#answered;
  }

  /** How many attempts each instance has answered with success, by port. */
  get succeeded(): ReadonlyMap<string, number> {
    return new Map(this.#succeeded);
  }

  /** Repeats every command that has a key and was never answered for good, until it is. Returns those that never were. */
  async resolveAll(timeoutMs: number): Promise<readonly TaskCommand[]> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const open = this.#unresolved();
      if (open.length === 0 || performance.now() > end) return open;
      const random = new Random(this.attempts.length);
      for (let i = 0; i < open.length; i += this.#clients)
        await Promise.all(open.slice(i, i + this.#clients).map((command) => this.#send(command, random, 12_000)));
    }
  }

  #unresolved(): TaskCommand[] {
    const answered = new Set(this.attempts.filter((a) => outcomeOf(a) === 'definite').map(({ command }) => command));
    const keyed = this.attempts.filter(({ command }) => command.key !== undefined && !answered.has(command));
    return [...new Set(keyed.map(({ command }) => command))];
  }

  async #client(actor: string, random: Random): Promise<void> {
    const own: TaskCommand[] = [];
    while (!this.#stopped) {
      const command =
        own.length > 0 && random.chance(0.06)
          ? random.pick(own)
          : drawTaskCommand(random, this.#known, actor, ++this.#commands);
      await this.#insist(command, random);
      if (command.key !== undefined) own.push(command);
      if (own.length > repeatable) own.shift();
      if (random.chance(0.5)) await new Promise((resolve) => setTimeout(resolve, random.int(2 * pauseMs)));
    }
  }

  /** Sends a command, with a key sometimes twice at once, and again a few times while its outcome is open. */
  async #insist(command: TaskCommand, random: Random): Promise<void> {
    const keyed = command.key !== undefined;
    const twice = keyed && random.chance(0.1) ? [this.#send(command, random)] : [];
    let attempts = await Promise.all([this.#send(command, random), ...twice]);
    for (let i = 0; i < 3 && keyed && !this.#stopped; i++) {
      if (attempts.some((attempt) => outcomeOf(attempt) === 'definite')) return;
      await new Promise((resolve) => setTimeout(resolve, random.int(100)));
      attempts = [await this.#send(command, random)];
    }
  }

  async #send(command: TaskCommand, random: Random, patienceMs = patience(random)): Promise<TaskAttempt> {
    const url = random.pick(this.#writers);
    const trace = random.hex(32);
    const start = Date.now();
    const answer = await send(command, { url, trace, patienceMs });
    const attempt = { trace, command, via: new URL(url).port, start, end: Date.now(), answer };
    this.attempts.push(attempt);
    if (outcomeOf(attempt) === 'definite') this.#answered += 1;
    if ((answer?.status ?? 500) < 300) this.#succeeded.set(attempt.via, (this.#succeeded.get(attempt.via) ?? 0) + 1);
    this.#known.learn(attempt);
    return attempt;
  }
}

type Way = { readonly url: string; readonly trace: string; readonly patienceMs: number };

/** Undefined: no whole answer came within its patience. */
function send(command: TaskCommand, { url, trace, patienceMs }: Way): Promise<Answer | undefined> {
  const { method, path, body } = requestOf(command);
  const headers = {
    'x-user': command.actor,
    traceparent: `00-${trace}-${trace.slice(16)}-01`,
    ...(command.key === undefined ? {} : { 'idempotency-key': `"${command.key}"` }),
    ...(command.ifMatch === undefined ? {} : { 'if-match': `"${command.ifMatch}"` }),
  };
  return answerOf(method, `${url}${path}`, { body, headers, signal: AbortSignal.timeout(patienceMs) });
}
