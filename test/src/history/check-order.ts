import { isDeepStrictEqual } from 'node:util';
import { toNote } from '@notes/features/notes/domain';
import { parsePosition } from '@notes/kernel';
import { type Answer, type Attempt, outcomeOf } from './attempt.ts';
import { expected } from './expected.ts';
import { describe, type Ledger } from './ledger.ts';
import { linearize, type Moment, type Sight } from './linearize.ts';
import type { NoteLog } from './note-log.ts';

/**
 * Per note, one order of all attempts agrees with the clock, with the log, and with every answer: an event counts between
 * the start and the end of the attempt that made it, and a refusal, a replay, an "unchanged" was true at some moment
 * between its own.
 */
export function checkOrder(ledger: Ledger): string[] {
  const sights = new Map<NoteLog, Sight[]>();
  for (const attempt of ledger.attempts) {
    const seen = sightOf(ledger, attempt);
    if (seen === undefined) continue;
    const others = sights.get(seen.note);
    if (others === undefined) sights.set(seen.note, [seen.sight]);
    else others.push(seen.sight);
  }
  const notes = new Set([...ledger.log.notes.values(), ...sights.keys()]);
  return [...notes].flatMap((note) => linearize(eventsOf(ledger, note), sights.get(note) ?? []));
}

/** An attempt whose outcome was unknown may have counted at any time after it began. */
function eventsOf(ledger: Ledger, note: NoteLog): Moment[] {
  return note.versions.flatMap(({ event }) => {
    const attempt = ledger.attemptOf(event);
    if (attempt === undefined) return [];
    const end = outcomeOf(attempt) === 'unknown' ? Number.POSITIVE_INFINITY : attempt.end;
    return [{ start: attempt.start, end, name: describe(attempt) }];
  });
}

/** Of all else that must not come at all, `checkAnswers` has told. */
const judged = new Set([200, 201, 204, 404, 412, 422]);

/** What an attempt saw that did nothing itself but was answered for good; of bulk and creates, by its first note. */
function sightOf(ledger: Ledger, attempt: Attempt): { note: NoteLog; sight: Sight } | undefined {
  const { answer, command, start, end } = attempt;
  if (answer === undefined || outcomeOf(attempt) !== 'definite' || ledger.effectsOf(attempt).length > 0)
    return undefined;
  if (!judged.has(answer.status)) return undefined;
  const before = ledger.effectOf(attempt);
  const note = command.intent.kind === 'create' ? before?.note : ledger.log.of(command.intent.noteId);
  if (note === undefined) return undefined;
  const afterwards = answer.replayed || answer.slug === 'idempotency-key-reused';
  const first = before?.n ?? Number.POSITIVE_INFINITY;
  const fits = afterwards
    ? (n: number) => n >= first
    : (n: number) => n < first && covers(answer, note, n) && explains(attempt, answer, note, n);
  return { note, sight: { start, end, name: describe(attempt), fits } };
}

/** The token of an answer covers what the answer is about. */
function covers({ token }: Answer, note: NoteLog, n: number): boolean {
  const offset = parsePosition(token ?? '')?.offsets.get(note.partition);
  return offset !== undefined && offset >= (note.versions[n - 1]?.offset ?? -1);
}

function explains({ command }: Attempt, answer: Answer, note: NoteLog, n: number): boolean {
  const state = note.after(n);
  const { kind } = expected(state, command);
  if (answer.status === 404) return kind === 'not-found';
  if (answer.status === 412) {
    const { current } = answer.body as { current?: unknown };
    const shown = state === undefined || state.deleted_at !== null ? undefined : toNote(state);
    return kind === 'precondition-failed' && isDeepStrictEqual(current, shown);
  }
  if (kind !== 'unchanged' || state === undefined || answer.version !== state.version) return false;
  return isDeepStrictEqual(answer.body, toNote(state));
}
