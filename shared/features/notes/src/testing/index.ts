export type { RawRecord } from '@notes/projecting/testing';
export * from './fresh-read-model.ts';
export * from './note-events.ts';
export * from './read-model.ts';
