export type { NoteEvent } from '@notes/features/notes/domain';
export type { AnyTaskEvent as TaskEvent } from '@notes/features/tasks/domain';
export { LogError, type LogErrorKind, type LogLogger } from '@notes/log';
export {
  type ConsumedEvent,
  type ConsumedNoteEvent,
  type ConsumedTaskEvent,
  type ConsumeEventsOptions,
  consumeEvents,
  consumeNotes,
  consumeTasks,
  type NotesConsumer,
} from './consume-events.ts';
export type { ConsumeOptions } from './follower.ts';
export { type Checkpoint, createMemoryStore, type Head, type NotesStore } from './notes-store.ts';
export type { VoidRecord } from './take-batch.ts';
