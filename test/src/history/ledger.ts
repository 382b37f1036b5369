import type { NoteEvent } from '@notes/features/notes/domain';
import type { Attempt, Command } from './attempt.ts';
import type { Log, NoteLog } from './note-log.ts';

/** An accepted event, and the attempt that it came of. */
export type Effect = { readonly note: NoteLog; readonly n: number; readonly attempt: Attempt };

/** Who did what: attempts and the events of the log, put together by the trace that goes along with each. */
export class Ledger {
  readonly log: Log;
  readonly attempts: readonly Attempt[];
  /** Events that nobody asked for. */
  readonly strangers: string[] = [];
  /** Identities that counted more than once. */
  readonly doubles: string[] = [];
  readonly #byTrace: ReadonlyMap<string, Attempt>;
  readonly #effects = new Map<string, Effect[]>();
  readonly #first = new Map<string, Effect>();

  constructor(attempts: readonly Attempt[], log: Log) {
    this.log = log;
    this.attempts = attempts;
    this.#byTrace = new Map(attempts.map((attempt) => [attempt.trace, attempt]));
    for (const note of log.notes.values()) {
      for (const [i, { event }] of note.versions.entries()) this.#enter(note, i + 1, event);
    }
  }

  attemptOf({ traceparent }: NoteEvent): Attempt | undefined {
    return this.#byTrace.get(traceparent?.split('-')[1] ?? '');
  }

  /** The accepted events of one attempt: more than one only in bulk. */
  effectsOf({ trace }: Attempt): readonly Effect[] {
    return this.#effects.get(trace) ?? [];
  }

  /** What was done under the key of this attempt, by whichever attempt; without a key, by this one. */
  effectOf(attempt: Attempt, item = 0): Effect | undefined {
    return this.#first.get(identity(attempt, item));
  }

  #enter(note: NoteLog, n: number, event: NoteEvent): void {
    const attempt = this.attemptOf(event);
    const item = attempt && itemOf(attempt.command, event);
    if (attempt === undefined || item === undefined) {
      this.strangers.push(`nobody asked for ${event.type}, version ${n} of note ${note.id}`);
      return;
    }
    const effect = { note, n, attempt };
    this.#effects.set(attempt.trace, [...(this.#effects.get(attempt.trace) ?? []), effect]);
    const name = identity(attempt, item);
    const first = this.#first.get(name);
    if (first === undefined) this.#first.set(name, effect);
    else this.doubles.push(`${describe(attempt)} counts twice: version ${first.n} and version ${n} of note ${note.id}`);
  }
}

/** Which of the command's notes an event is about; undefined: none. */
export function itemOf({ intent }: Command, event: NoteEvent): number | undefined {
  if (intent.kind !== 'create') return intent.noteId === event.subject ? 0 : undefined;
  const { title } = event.data as { title?: string };
  const item = intent.notes.findIndex((note) => note.title === title);
  return item === -1 ? undefined : item;
}

/** Two attempts of one identity must never both count. */
export function identity({ trace, command }: Attempt, item: number): string {
  const { actor, key, intent } = command;
  return JSON.stringify([actor, key ?? `trace ${trace}`, intent.kind === 'create' ? item : intent.noteId]);
}

/** One line for people. */
export function describe({ trace, command, via, start, end, answer }: Attempt): string {
  const { intent, ifMatch, key } = command;
  const what = intent.kind === 'create' ? `create ${intent.notes.length}` : `${intent.kind} ${intent.noteId}`;
  const how = `${ifMatch === undefined ? '' : ` if ${ifMatch}`}${key === undefined ? '' : ` key ${key}`}`;
  const came =
    answer === undefined
      ? 'no answer'
      : `${answer.status} ${answer.slug ?? `v${answer.version}${answer.replayed ? ' replayed' : ''}`}`;
  return `[${start.toFixed(1)}-${end.toFixed(1)} ${via} ${trace.slice(0, 8)} ${what}${how} → ${came}]`;
}
