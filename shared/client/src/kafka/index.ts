export type { NoteEvent } from '@notes/feature-notes/domain';
export { LogError, type LogErrorKind, type LogLogger } from '@notes/log';
export { type ConsumedEvent, type ConsumeOptions, consumeNotes, type NotesConsumer } from './consume-notes.ts';
export { type Checkpoint, createMemoryStore, type Head, type NotesStore } from './notes-store.ts';
export type { VoidRecord } from './take-batch.ts';
