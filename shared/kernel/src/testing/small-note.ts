import { storableText, visibleText } from '@notes/contracts';
import { Type } from 'typebox';
import {
  type Aggregate,
  type Decision,
  type Draft,
  type KnownEvent,
  recordReader,
  rowMapping,
  type SubjectState,
} from '../index.ts';
import type { Sample } from './event-of.ts';

const title = Type.String({ minLength: 1, maxLength: 200, pattern: visibleText });
const description = Type.String({ maxLength: 20_000, pattern: storableText });
const priority = Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 });
const closed = { additionalProperties: false } as const;
const changes = {
  title: Type.Optional(title),
  description: Type.Optional(description),
  priority: Type.Optional(priority),
};

const events = {
  'notes.NoteCreated.v1': { effect: 'creates', schema: Type.Object({ title, description, priority }, closed) },
  'notes.NoteRevised.v1': {
    effect: 'changes',
    schema: Type.Object({ changes: Type.Object(changes, { ...closed, minProperties: 1 }) }, closed),
  },
  'notes.NoteDeleted.v1': { effect: 'deletes', schema: Type.Object({}, closed) },
  'notes.NoteRestored.v1': { effect: 'restores', schema: Type.Object({}, closed) },
} as const;

type Events = typeof events;
type Fields = { readonly title: string; readonly description: string; readonly priority: number };

/** A note in small, so that engines can be tried on the events that they were made for. */
export type SmallNote = SubjectState & Fields;

export type SmallCommand = { readonly ifMatch?: readonly number[] } & (
  | { readonly kind: 'create'; readonly fields: Fields }
  | { readonly kind: 'revise'; readonly fields: Partial<Fields> }
  | { readonly kind: 'delete' | 'restore' }
);

type SmallDecision = Decision<Draft<Events>, 'exists' | 'not-found' | 'precondition-failed'>;

function evolve(state: SmallNote | undefined, event: KnownEvent<Events>): SmallNote {
  const now = { version: event.version, updated_at: event.time };
  if (event.type === 'notes.NoteCreated.v1') return { ...event.data, deleted_at: null, ...now };
  if (state === undefined) throw new Error('the creation is missing');
  if (event.type === 'notes.NoteRevised.v1') return { ...state, ...event.data.changes, ...now };
  return { ...state, deleted_at: event.type === 'notes.NoteDeleted.v1' ? event.time : null, ...now };
}

/** Enough rules that every kind of refusal occurs, and that commands enable and disable each other. */
function decide(state: SmallNote | undefined, command: SmallCommand): SmallDecision {
  if (command.kind === 'create')
    return state === undefined ? event({ type: 'notes.NoteCreated.v1', data: command.fields }) : refused('exists');
  const isDeleted = state !== undefined && state.deleted_at !== null;
  if (state === undefined || (isDeleted && command.kind !== 'restore')) return refused('not-found');
  if (command.ifMatch !== undefined && !command.ifMatch.includes(state.version)) return refused('precondition-failed');
  switch (command.kind) {
    case 'revise':
      return revise(state, command.fields);
    case 'delete':
      return event({ type: 'notes.NoteDeleted.v1', data: {} });
    case 'restore':
      return isDeleted ? event({ type: 'notes.NoteRestored.v1', data: {} }) : { kind: 'unchanged' };
  }
}

function revise(state: SmallNote, fields: Partial<Fields>): SmallDecision {
  const changed = Object.entries(fields).filter(([name, value]) => value !== state[name as keyof Fields]);
  if (changed.length === 0) return { kind: 'unchanged' };
  return event({ type: 'notes.NoteRevised.v1', data: { changes: Object.fromEntries(changed) } });
}

const event = (draft: Draft<Events>): SmallDecision => ({ kind: 'event', draft });
const refused = (why: Extract<SmallDecision, { kind: 'refused' }>['why']): SmallDecision => ({ kind: 'refused', why });

export const smallNote = {
  name: 'note',
  family: 'notes',
  events,
  evolve,
  decide,
  row: rowMapping<SmallNote>('notes', {
    title: 'text',
    description: 'text',
    priority: 'integer',
    version: 'integer',
    updated_at: 'timestamptz',
    deleted_at: 'timestamptz',
  }),
  data: {
    NoteCreated: { title: 'Buy milk', description: '', priority: 0 },
    NoteRevised: { changes: { title: 'Buy bread' } },
  },
} satisfies Sample<SmallNote> & Aggregate<SmallNote, SmallCommand, Events>;

export const noteRecords = recordReader(smallNote);
