export * from './drafts.ts';
export * from './knowledge.ts';
export { type WriteHandlers, WriteQueue } from './write-queue.ts';
