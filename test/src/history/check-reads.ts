import { isDeepStrictEqual } from 'node:util';
import type { Note } from '@notes/features/notes/contract';
import { toNote } from '@notes/features/notes/domain';
import { covers, type Position, parsePosition } from '@notes/kernel';
import type { Answer, Read } from './attempt.ts';
import type { Log } from './note-log.ts';

/** What the read side answers while a server is away, or an instance is stopping. */
const patience = new Set(['not-caught-up', 'unavailable', 'overloaded', 'not-taken']);

/**
 * Every read is at least as new as the token that it was asked with, and shows exactly what the log says of the position
 * that it claims. A reader that hands on the token of each answer therefore never goes back in time.
 */
export function checkReads(reads: readonly Read[], log: Log): string[] {
  return reads.flatMap((read) => {
    const what = read.answer && checkRead(read, read.answer, log);
    return what === undefined ? [] : [`[read ${read.noteId ?? 'list'} ${read.start.toFixed(1)}]: ${what}`];
  });
}

function checkRead({ noteId, token }: Read, answer: Answer, log: Log): string | undefined {
  if (answer.status >= 500 || answer.status === 408)
    return patience.has(answer.slug ?? '') ? undefined : `answered ${answer.status}`;
  const wanted = token === undefined ? undefined : parsePosition(token);
  if (answer.status === 404 && noteId !== undefined) return checkAbsent(noteId, wanted, log);
  if (answer.status !== 200) return `answered ${answer.status} ${answer.slug}`;
  const at = parsePosition(answer.token ?? '');
  if (at === undefined || at.epoch !== log.epoch) return `the token ${answer.token} is none of this log`;
  if (wanted !== undefined && !covers(at.offsets, wanted.offsets)) return `${answer.token} is older than ${token}`;
  if (noteId === undefined) return checkPage(answer, at, log);
  if (answer.version !== (answer.body as Note).version) return `ETag ${answer.version} is of another version`;
  return checkShown(answer.body as Note, at, log);
}

function checkPage({ body }: Answer, at: Position, log: Log): string | undefined {
  const { notes } = body as { notes: readonly Note[] };
  if (new Set(notes.map(({ id }) => id)).size < notes.length) return 'a note is listed twice';
  for (const note of notes) {
    const what = checkShown(note, at, log);
    if (what !== undefined) return what;
  }
  return undefined;
}

function checkShown(shown: Note, at: Position, log: Log): string | undefined {
  const note = log.of(shown.id);
  const state = note.after(note.countUpTo(at.offsets.get(note.partition) ?? -1));
  const wanted = state === undefined || state.deleted_at !== null ? undefined : toNote(state);
  if (isDeepStrictEqual(shown, wanted)) return undefined;
  return `shows note ${shown.id} at version ${shown.version}, but at its position it is at ${state?.version} ${state?.deleted_at}`;
}

/** A 404 tells no position: some position from the token on must explain it. */
function checkAbsent(noteId: string, wanted: Position | undefined, log: Log): string | undefined {
  const note = log.of(noteId);
  for (let n = note.countUpTo(wanted?.offsets.get(note.partition) ?? -1); n <= note.versions.length; n++) {
    if (note.after(n)?.deleted_at !== null) return undefined;
  }
  return 'not found, though it was there from the token on';
}
