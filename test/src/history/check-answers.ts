import { isDeepStrictEqual } from 'node:util';
import { toNote } from '@notes/features/notes/domain';
import { formatPosition, mergeOffsets, parsePosition } from '@notes/kernel';
import { type Answer, type Attempt, outcomeOf } from './attempt.ts';
import { describe, type Effect, type Ledger } from './ledger.ts';

/** They promise that nothing was done, and that the same request may succeed later. */
const harmless = new Set(['overloaded', 'unavailable', 'read-model-behind', 'not-taken']);
const refusals = new Set(['404 not-found', '412 precondition-failed', '422 idempotency-key-reused']);

/**
 * Every answer says what the log says: a success names the very event that did it, and whatever promises that the attempt
 * did nothing has none. Whether a refusal was right at its time is not judged here, see `checkOrder`.
 */
export function checkAnswers(ledger: Ledger): string[] {
  return ledger.attempts.flatMap((attempt) => {
    const { answer } = attempt;
    if (answer === undefined || outcomeOf(attempt) === 'unknown') return [];
    const what = answer.status < 300 ? checkSuccess(ledger, attempt, answer) : checkRefusal(ledger, attempt, answer);
    return what === undefined ? [] : [`${describe(attempt)}: ${what}`];
  });
}

function checkRefusal(ledger: Ledger, attempt: Attempt, answer: Answer): string | undefined {
  const known = harmless.has(answer.slug ?? '') || refusals.has(`${answer.status} ${answer.slug}`);
  if (!known) return `an answer that must not come: ${JSON.stringify(answer.body)}`;
  const done = ledger.effectsOf(attempt)[0];
  return done && `it was refused, and yet made version ${done.n} of note ${done.note.id}`;
}

function checkSuccess(ledger: Ledger, attempt: Attempt, answer: Answer): string | undefined {
  const { intent } = attempt.command;
  const items = intent.kind === 'create' ? intent.notes.length : 1;
  const effects = Array.from({ length: items }, (_, item) => ledger.effectOf(attempt, item));
  const present = effects.filter((effect) => effect !== undefined);
  if (!answer.replayed && intent.kind !== 'create' && ledger.effectsOf(attempt).length === 0) return undefined; // unchanged
  if (present.length < items) return 'acknowledged, but the log lacks it';
  if (present.some((effect) => effect.attempt.command !== attempt.command)) return 'another request had used the key';
  const own = present.some((effect) => effect.attempt === attempt);
  if (answer.replayed === own) return own ? 'said to be replayed, but was done now' : 'done before, and not said so';
  if (answer.token !== tokenOf(ledger, present)) return `the token ${answer.token} is not ${tokenOf(ledger, present)}`;
  return isDeepStrictEqual(shown(answer), wanted(attempt, present)) ? undefined : 'the answer shows something else';
}

const shown = ({ status, version, body }: Answer) => ({ status, version, body });

function wanted({ command: { intent } }: Attempt, effects: readonly Effect[]) {
  const notes = effects.map(({ note, n }) => {
    const state = note.after(n);
    return state && toNote(state);
  });
  const version = effects[0]?.n;
  if (intent.kind === 'delete') return { status: 204, version, body: undefined };
  if (intent.kind !== 'create') return { status: 200, version, body: notes[0] };
  return intent.bulk ? { status: 201, version: undefined, body: { notes } } : { status: 201, version, body: notes[0] };
}

function tokenOf({ log }: Ledger, effects: readonly Effect[]): string {
  let offsets = new Map<number, number>();
  for (const { note, n } of effects)
    offsets = mergeOffsets(offsets, parsePosition(log.positionOf(note, n))?.offsets ?? new Map());
  return formatPosition({ epoch: log.epoch, offsets });
}
