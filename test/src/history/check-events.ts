import { isDeepStrictEqual } from 'node:util';
import type { NoteEvent } from '@notes/features/notes/domain';
import type { Attempt } from './attempt.ts';
import { expected } from './expected.ts';
import { describe, identity, itemOf, type Ledger } from './ledger.ts';
import type { NoteLog } from './note-log.ts';

/** Every event is what somebody asked for, on the state that it was accepted on; and no command counts twice. */
export function checkEvents(ledger: Ledger): string[] {
  const wrong = [...ledger.log.faults, ...ledger.strangers, ...ledger.doubles, ...checkCommandIds(ledger)];
  for (const note of ledger.log.notes.values()) {
    for (const [i, { event }] of note.versions.entries()) {
      const attempt = ledger.attemptOf(event);
      if (attempt !== undefined && !comesOf(attempt, event, note, i))
        wrong.push(`version ${i + 1} of note ${note.id} is not what was asked for: ${describe(attempt)}`);
    }
  }
  return wrong;
}

function comesOf({ command }: Attempt, event: NoteEvent, note: NoteLog, before: number): boolean {
  if (event.actor !== command.actor) return false;
  const { intent } = command;
  if (intent.kind === 'create') {
    const item = itemOf(command, event);
    return (
      before === 0 &&
      event.type === 'notes.NoteCreated.v1' &&
      item !== undefined &&
      isDeepStrictEqual(event.data, intent.notes[item])
    );
  }
  const wanted = expected(note.after(before), command);
  return wanted.kind === 'event' && wanted.type === event.type && isDeepStrictEqual(wanted.data, event.data);
}

/** One id for all attempts under one key, and for no other; void events included. */
function checkCommandIds(ledger: Ledger): string[] {
  const wrong: string[] = [];
  const idOf = new Map<string, string>();
  const ownerOf = new Map<string, string>();
  for (const note of ledger.log.notes.values()) {
    for (const event of [...note.versions.map((version) => version.event), ...note.void]) {
      const attempt = ledger.attemptOf(event);
      const item = attempt && itemOf(attempt.command, event);
      if (attempt === undefined || item === undefined) continue;
      const owner = identity(attempt, item);
      const [id, other] = [idOf.get(owner) ?? event.commandId, ownerOf.get(event.commandId) ?? owner];
      if (id !== event.commandId) wrong.push(`${describe(attempt)} has two command ids, ${id} and ${event.commandId}`);
      if (other !== owner) wrong.push(`the command id ${event.commandId} is of ${other} and of ${owner}`);
      idOf.set(owner, id);
      ownerOf.set(event.commandId, other);
    }
  }
  return wrong;
}
