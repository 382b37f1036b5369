import { type KnownNoteEvent, toNote } from '@notes/features/notes/domain';
import { Random } from '../load/random.ts';
import type { Answer, Attempt, Command, Intent, Read } from './attempt.ts';
import { expected } from './expected.ts';
import { Log, type NoteLog } from './note-log.ts';

export type Placed = { readonly event: KnownNoteEvent; readonly offset: number };
export type Simulated = { readonly attempts: Attempt[]; readonly reads: Read[]; readonly placed: Placed[] };

export const epoch = 'k3f9a2c1';
const partitions = 3;
const steps = 300;

/** The log of a simulated system. */
export function logOf(placed: readonly Placed[]): Log {
  const log = new Log(epoch, partitions);
  for (const { event, offset } of placed) log.pushEvent(event, offset);
  return log;
}

/** A history as a system without a fault makes it: clients overlap, repeat themselves, lose answers; each acts at one moment. */
export function simulate(seed: number): Simulated {
  return new Simulation(new Random(seed)).run();
}

class Simulation {
  readonly #random: Random;
  readonly #log = new Log(epoch, partitions);
  readonly #made: Simulated = { attempts: [], reads: [], placed: [] };
  readonly #keyed: Command[] = [];
  readonly #done = new Map<string, { command: Command; note: NoteLog; n: number }>();
  readonly #ends = [0, 0, 0];
  #now = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  run(): Simulated {
    for (let step = 0; step < steps; step++) {
      this.#now += 10;
      const again = this.#keyed.length > 0 && this.#random.chance(0.2);
      const command = again ? this.#random.pick(this.#keyed) : this.#newCommand(step);
      if (command.key !== undefined && !again) this.#keyed.push(command);
      this.#attempt(command);
      if (this.#log.notes.size > 0 && this.#random.chance(0.3)) this.#read();
    }
    return this.#made;
  }

  #newCommand(step: number): Command {
    const [random, notes] = [this.#random, [...this.#log.notes.values()]];
    const stolen = random.chance(0.05) ? this.#keyed.find(({ intent }) => intent.kind !== 'create') : undefined;
    const actor = stolen?.actor ?? `actor ${random.int(3)}`;
    const key = stolen?.key ?? (random.chance(0.5) ? `key ${step}` : undefined);
    if (notes.length < 4) {
      const fields = { title: `note ${step}`, description: '', priority: 0 };
      return { actor, key, intent: { kind: 'create', notes: [fields], bulk: false } };
    }
    const noteId = stolen?.intent.kind === 'replace' ? stolen.intent.noteId : random.pick(notes).id;
    const fields = { title: `title ${random.int(3)}`, description: '', priority: stolen === undefined ? 0 : step };
    const intents: Intent[] = [
      { kind: 'delete', noteId },
      { kind: 'restore', noteId },
      { kind: 'restore', noteId },
    ];
    // The first note is never deleted.
    const intent =
      random.chance(0.7) || noteId === notes[0]?.id
        ? { kind: 'replace' as const, noteId, fields }
        : random.pick(intents);
    const version = this.#log.of(noteId).versions.length;
    return { actor, key, intent, ...(random.chance(0.3) ? { ifMatch: version - random.int(2) } : {}) };
  }

  #attempt(command: Command): void {
    const random = this.#random;
    const [trace, start] = [random.hex(32), this.#now - random.int(80)];
    const reached = random.chance(0.95);
    const answer = reached ? this.#act(command, trace) : undefined;
    const heard = reached && random.chance(0.9);
    const end = heard ? this.#now + random.int(80) : Math.max(start, this.#now - random.int(40));
    this.#made.attempts.push({ trace, command, via: 'a', start, end, answer: heard ? answer : undefined });
  }

  #act(command: Command, trace: string): Answer {
    const { intent, actor, key } = command;
    const noteId = intent.kind === 'create' ? uuid(this.#random) : intent.noteId;
    const name = `${actor} ${key ?? trace} ${intent.kind === 'create' ? 0 : noteId}`;
    const first = this.#done.get(name);
    if (first !== undefined && first.command !== command)
      return { ...this.#at(first.note), status: 422, slug: 'idempotency-key-reused', replayed: false };
    if (first !== undefined) return this.#success(command, first.note, first.n, true);
    const note = this.#log.of(noteId);
    const state = note.after(note.versions.length);
    const create = intent.kind === 'create' ? intent.notes[0] : undefined;
    const decided = expected(state, command);
    if (create === undefined && decided.kind === 'unchanged')
      return { ...this.#success(command, note, note.versions.length, false), ...this.#at(note) };
    if (create === undefined && decided.kind === 'not-found')
      return { ...this.#at(note), status: 404, slug: 'not-found', replayed: false, body: {} };
    if (create === undefined && decided.kind === 'precondition-failed') {
      const body = state === undefined || state.deleted_at !== null ? {} : { current: toNote(state) };
      return { ...this.#at(note), status: 412, slug: 'precondition-failed', replayed: false, body };
    }
    const made = create
      ? { type: 'notes.NoteCreated.v1', data: create }
      : { type: decided.kind === 'event' && decided.type, data: decided.kind === 'event' && decided.data };
    const commandId = key === undefined ? uuid(this.#random) : `id of ${name}`;
    this.#append(note, {
      ...made,
      actor,
      commandId,
      traceparent: `00-${trace}-${trace.slice(16)}-01`,
    } as KnownNoteEvent);
    this.#done.set(name, { command, note, n: note.versions.length });
    return this.#success(command, note, note.versions.length, false);
  }

  #append(note: NoteLog, draft: KnownNoteEvent): void {
    const version = note.versions.length + 1;
    const time = new Date(Date.UTC(2026, 0, 1) + this.#now).toISOString();
    const previous = note.versions.at(-1)?.event.id;
    const event = { ...draft, id: uuid(this.#random), subject: note.id, version, previous, time, fingerprint: '-' };
    const offset = (this.#ends[note.partition] ?? 0) + 1;
    this.#ends[note.partition] = offset;
    this.#made.placed.push({ event, offset });
    this.#log.pushEvent(event, offset);
  }

  #success({ intent }: Command, note: NoteLog, n: number, replayed: boolean): Answer {
    const state = note.after(n);
    const status = { create: 201, delete: 204, replace: 200, patch: 200, restore: 200 }[intent.kind];
    const body = intent.kind === 'delete' ? undefined : state && toNote(state);
    return { status, version: n, replayed, body, token: this.#log.positionOf(note, n) };
  }

  /** A token of everything in the note's partition. */
  #at(note: NoteLog): { readonly token: string } {
    return { token: `${epoch}:${note.partition}-${this.#ends[note.partition] ?? 0}` };
  }

  #read(): void {
    const note = this.#random.pick([...this.#log.notes.values()]);
    const [state, { token }] = [note.after(note.versions.length), this.#at(note)];
    const base = { noteId: note.id, token, start: this.#now, end: this.#now + 5 };
    const gone = state === undefined || state.deleted_at !== null;
    const answer: Answer = gone
      ? { status: 404, slug: 'not-found', replayed: false }
      : { status: 200, version: state.version, replayed: false, body: toNote(state), token };
    this.#made.reads.push({ ...base, answer });
  }
}

function uuid(random: Random): string {
  return `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`;
}
