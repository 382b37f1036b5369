import type { KnownNoteEvent } from '@notes/features/notes/domain';
import type { Answer, Attempt, Read } from './attempt.ts';
import { Ledger } from './ledger.ts';
import type { NoteLog, Version } from './note-log.ts';
import { epoch, logOf, type Placed, type Simulated } from './simulate.ts';

/** Makes a true history false; undefined if it holds nothing that this lie could be about. */
type Lie = (history: Simulated) => Simulated | undefined;

const far = 1e9;
const changed = ({ version, status }: Answer) => version !== undefined && (status === 200 || status === 201);

/** Each is something that a broken system might do. */
export const lies: Readonly<Record<string, Lie>> = {
  'an acknowledged write is lost': (history) =>
    dropEvent(history, ({ attempt, last }) => last && attempt?.answer !== undefined),
  'a write that was not acknowledged is lost, and its repetition was': (history) =>
    dropEvent(history, ({ attempt }) => history.attempts.some((a) => isReplayOf(a, attempt))),
  'an event is there that nobody asked for': (history) => append(history, { traceparent: undefined }),
  'a write counts twice': (history) => append(history, {}),
  'a command has two ids': (history) => append(history, { commandId: 'another' }),
  'a refused attempt did it all the same': (history) =>
    answer(history, made, () => ({ status: 412, slug: 'precondition-failed', body: {} })),
  'an attempt that promised to have done nothing did it': (history) =>
    answer(history, made, () => ({ status: 503, slug: 'overloaded' })),
  'a defect is admitted': (history) =>
    answer(
      history,
      () => true,
      () => ({ status: 500, slug: 'internal' }),
    ),
  'a live note is not found': (history) =>
    answer(history, neverDeleted, () => ({ status: 404, slug: 'not-found', body: {} })),
  'a matching precondition fails': (history) =>
    answer(history, neverDeleted, () => ({ status: 412, slug: 'precondition-failed', body: {} })),
  'a failed precondition shows another state': (history) =>
    answer(
      history,
      ({ answer: a }) => current(a) !== undefined,
      (a) => ({ body: { current: { ...current(a), title: 'x' } } }),
    ),
  'a key is said to be used that was not': (history) =>
    answer(
      history,
      (a) => !made(a) && a.answer?.status === 404,
      () => ({ status: 422, slug: 'idempotency-key-reused' }),
    ),
  'a used key is not noticed': (history) =>
    answer(
      history,
      (a) => a.answer?.status === 422,
      () => ({ status: 200, slug: undefined, replayed: true, version: 2 }),
    ),
  'a replay is not said to be one': (history) =>
    answer(
      history,
      (a) => a.answer?.replayed === true,
      () => ({ replayed: false }),
    ),
  'a write is said to be a replay': (history) => answer(history, made, () => ({ replayed: true })),
  'a replay shows another version': (history) =>
    answer(
      history,
      (a) => a.answer?.replayed === true,
      (a) => ({ version: (a.version ?? 0) + 1 }),
    ),
  'an answer shows another title': (history) =>
    answer(
      history,
      (a) => changed(a.answer ?? none),
      (a) => ({ body: { ...(a.body as object), title: 'x' } }),
    ),
  'a token is too old': (history) => answer(history, made, () => ({ token: `${epoch}:0-0` })),
  'the token of a refusal is too old': (history) =>
    answer(
      history,
      (a) => a.answer?.status === 412,
      () => ({ token: `${epoch}:0-0` }),
    ),
  'a write is accepted against its precondition': (history) =>
    attempt(
      history,
      (a) => made(a) && a.command.intent.kind !== 'create',
      (a) => ({ command: { ...a.command, ifMatch: 9999 } }),
    ),
  'a write does something else': (history) =>
    attempt(
      history,
      (a) => made(a) && a.command.intent.kind === 'delete',
      (a, note) => ({
        command: { ...a.command, intent: { kind: 'restore', noteId: note?.id ?? '' } },
      }),
    ),
  'a refusal was right only long ago': (history) =>
    attempt(history, (a, note) => (current(a.answer)?.version ?? far) < (note?.versions.length ?? 0), later),
  'an unchanged note was so only long ago': (history) =>
    attempt(history, (a, note) => unchanged(a) && (a.answer?.version ?? far) < (note?.versions.length ?? 0), later),
  'a write takes effect before it begins': (history) =>
    attempt(history, (a, note) => made(a) && (a.answer?.version ?? far) < (note?.versions.length ?? 0), later),
  'a write takes effect after its answer': (history) =>
    attempt(
      history,
      (a) => made(a) && (a.answer?.version ?? 0) > 1,
      (a) => ({ start: -far, end: -far, trace: a.trace }),
    ),
  'a replay comes before the write': (history) =>
    attempt(
      history,
      (a) => a.answer?.replayed === true,
      () => ({ start: -far, end: -far }),
    ),
  'a read is older than its token': (history) =>
    read(
      history,
      (r) => r.answer?.status === 200,
      (r) => ({ token: r.token?.replace(/\d+$/, (offset) => `${Number(offset) + 1}`) }),
    ),
  'a read shows another state than at its position': (history) =>
    read(
      history,
      (r) => r.answer?.status === 200,
      ({ answer: a = none }) => ({
        answer: { ...a, body: { ...(a.body as object), title: 'x' } },
      }),
    ),
  'a read does not find what is there': (history) => {
    const log = logOf(history.placed);
    return read(
      history,
      (r) =>
        r.answer?.status === 200 && log.of(r.noteId ?? '').versions.every(({ state }) => state.deleted_at === null),
      () => ({ answer: { status: 404, slug: 'not-found', replayed: false } }),
    );
  },
  'a read fails': (history) =>
    read(
      history,
      () => true,
      () => ({ answer: { ...none, status: 500 } }),
    ),
};

const none: Answer = { status: 0, replayed: false };
type Predicate = (attempt: Attempt, note: NoteLog | undefined) => boolean;

const later = ({ start, end }: Attempt) => ({ start: start + far, end: end + far });
const current = (a: Answer | undefined) => (a?.body as { current?: { version: number } } | undefined)?.current;

/** These two are made for one history at a time: see `attempt`. */
let ledger: Ledger;
const made = (a: Attempt): boolean => a.answer !== undefined && ledger.effectsOf(a).length > 0;
const unchanged = (a: Attempt): boolean => a.answer?.status === 200 && !a.answer.replayed && !made(a);
/** Nothing else could be right: the note had been created before, and is never deleted. */
const neverDeleted: Predicate = (a, note) => {
  const creation = note?.versions[0] && ledger.attemptOf(note.versions[0].event);
  const before = creation?.answer !== undefined && creation.end < a.start;
  return before && unchanged(a) && note?.versions.every(({ state }) => state.deleted_at === null) === true;
};
const isReplayOf = (a: Attempt, first: Attempt | undefined) =>
  a.answer?.replayed === true && first?.answer === undefined && a.command === first?.command;

function attempt(
  { attempts, placed, reads }: Simulated,
  which: Predicate,
  change: (attempt: Attempt, note: NoteLog | undefined) => Partial<Attempt>,
): Simulated | undefined {
  ledger = new Ledger(attempts, logOf(placed));
  const noteOf = (a: Attempt) => {
    const { intent } = a.command;
    return intent.kind === 'create' ? ledger.effectOf(a)?.note : ledger.log.of(intent.noteId);
  };
  const found = attempts.find((a) => a.answer !== undefined && which(a, noteOf(a)));
  if (found === undefined) return undefined;
  const lied = { ...found, ...change(found, noteOf(found)) };
  return { placed, reads, attempts: attempts.map((a) => (a === found ? lied : a)) };
}

const answer = (history: Simulated, which: Predicate, change: (answer: Answer) => Partial<Answer>) =>
  attempt(history, which, ({ answer: a = none }) => ({ answer: { ...a, ...change(a) } }));

function read(history: Simulated, which: (read: Read) => boolean, change: (read: Read) => Partial<Read>) {
  const found = history.reads.find(which);
  if (found === undefined) return undefined;
  return { ...history, reads: history.reads.map((r) => (r === found ? { ...r, ...change(r) } : r)) };
}

type Seen = { readonly attempt: Attempt | undefined; readonly last: boolean };

function dropEvent(history: Simulated, which: (seen: Seen) => boolean): Simulated | undefined {
  ledger = new Ledger(history.attempts, logOf(history.placed));
  const seen = ({ event }: Placed): Seen => ({
    attempt: ledger.attemptOf(event),
    last: ledger.log.of(event.subject).versions.length === event.version,
  });
  const lost = history.placed.find((placed) => which(seen(placed)));
  return lost && { ...history, placed: history.placed.filter((placed) => placed !== lost) };
}

/** One event more: a restoration or deletion of a note that had one of the same kind, so that it applies. */
function append(history: Simulated, change: Partial<KnownNoteEvent>): Simulated | undefined {
  const log = logOf(history.placed);
  const last = (versions: readonly Version[]) => versions.at(-1)?.state.deleted_at === null;
  for (const { versions } of log.notes.values()) {
    const type = last(versions) ? 'notes.NoteDeleted.v1' : 'notes.NoteRestored.v1';
    const [model, head] = [versions.find(({ event }) => event.type === type), versions.at(-1)];
    if (model === undefined || head === undefined) continue;
    const { id, version, time } = head.event;
    const next = { id: 'one more', version: version + 1, previous: id, time: `${time}+`, ...change };
    const event = { ...model.event, ...next } as KnownNoteEvent;
    return { ...history, placed: [...history.placed, { event, offset: 1e6 }] };
  }
  return undefined;
}
