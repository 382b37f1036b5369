import { type Aggregate, type AnyEvent, type Chain, type Reading, recordReader, rowMapping } from '@notes/kernel';
import { noteEvents, noteFields } from '../contract/index.ts';
import type { Command } from './command.ts';
import { decide, type Refusal } from './decide.ts';
import { evolve, type NoteState } from './evolve.ts';

type NoteEvents = typeof noteEvents;
export type NoteEvent = AnyEvent<NoteEvents>;
export type NoteReading = Reading<NoteEvents>;
export type NoteChain = Chain<NoteState>;

/** A whole number is stored as one, anything else as text. */
const fieldColumns = Object.fromEntries(
  Object.entries(noteFields).map(([name, { type }]) => [name, [type].flat().includes('integer') ? 'integer' : 'text']),
) as Readonly<Record<keyof typeof noteFields, 'integer' | 'text'>>;

/** A note's columns in the table of notes, which are the members of its state. */
const row = rowMapping<NoteState>('notes', {
  id: 'uuid',
  ...fieldColumns,
  created_by: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  version: 'integer',
  deleted_at: 'timestamptz',
});

/** The notes, as an aggregate. */
export const note: Aggregate<NoteState, Command, NoteEvents, Refusal> = {
  name: 'note',
  events: noteEvents,
  evolve,
  decide,
  row,
};

/** Reads the records of notes. */
export const noteRecords = recordReader(note);
