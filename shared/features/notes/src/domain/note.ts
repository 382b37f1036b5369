import { columnsOf } from '@notes/contracts';
import { type Aggregate, type AnyEvent, type Chain, type Reading, recordReader, rowMapping } from '@notes/kernel';
import { noteEvents, noteFields } from '../contract/index.ts';
import type { Command } from './command.ts';
import { decide, type Refusal } from './decide.ts';
import { evolve, type NoteState } from './evolve.ts';

type NoteEvents = typeof noteEvents;
export type NoteEvent = AnyEvent<NoteEvents>;
export type NoteReading = Reading<NoteEvents>;
export type NoteChain = Chain<NoteState>;

/** A note's columns in the table of notes, which are the members of its state. */
const row = rowMapping<NoteState>('notes', {
  id: 'uuid',
  ...columnsOf(noteFields),
  created_by: 'text',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
  version: 'integer',
  deleted_at: 'timestamptz',
});

/** The notes, as an aggregate. */
export const note: Aggregate<NoteState, Command, NoteEvents, Refusal> = {
  name: 'note',
  family: 'notes',
  events: noteEvents,
  evolve,
  decide,
  row,
};

/** Reads the records of notes. */
export const noteRecords = recordReader(note);
