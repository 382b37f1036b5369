export {
  changedFields,
  type Draft,
  Drafts,
  type FieldConflict,
  findConflicts,
  mergeFields,
  newId,
  type Side,
} from './drafts.ts';
export {
  type Knowledge,
  learn,
  overlayWrites,
  type PendingWrite,
  type Subject,
  withoutOwnCreations,
} from './knowledge.ts';
export { type WriteHandlers, WriteQueue } from './write-queue.ts';
