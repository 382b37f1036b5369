export * from './drafts.ts';
export * from './events.ts';
export * from './knowledge.ts';
export { openSubjects, type Subjects } from './live.ts';
export type { Resource } from './loaders.ts';
export * from './order.ts';
export * from './routing.ts';
export { rowsOf, SubjectStore, updateRows } from './subject-store.ts';
export { newWrite, type WriteApi, type WriteHandlers, WriteQueue } from './write-queue.ts';
