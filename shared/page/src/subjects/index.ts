export * from './drafts.ts';
export * from './knowledge.ts';
export { openSubjects, type Subjects } from './live.ts';
export type { Resource } from './loaders.ts';
export { compareText, rowsOf, SubjectStore, updateRows } from './subject-store.ts';
export { newWrite, type WriteHandlers, WriteQueue } from './write-queue.ts';
