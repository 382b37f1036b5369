export * from './answers.ts';
export { cursorRefused, openCursor, sealCursor } from './cursor.ts';
export * from './filters.ts';
export { findPage, type Sight } from './find-page.ts';
export { type Freshness, freshnessHeaders, readFreshness } from './freshness.ts';
export { readInstant } from './instants.ts';
export * from './journal.ts';
export * from './list-order.ts';
export { createLogEnds } from './log-ends.ts';
export { type PageCursors, pageLinks } from './page-links.ts';
export { carried, neighbours, type PageStart, readPageStart } from './page-start.ts';
export { positionTable, selectPosition } from './position-table.ts';
export { listenToProgress, progressChannel } from './progress-news.ts';
export { createProgressWatch, type ProgressWatch } from './progress-watch.ts';
export { readAt } from './read-at.ts';
export { createReadsById, type RowAtPosition, type RowsAtPosition } from './read-by-id.ts';
export { watchStandstill } from './standstill.ts';
export {
  createSqlValues,
  createStatementNames,
  type NamedStatement,
  notSetUp,
  runStatement,
  type SqlValues,
} from './statement.ts';
export { getStatusRoute, selectProgress } from './status.ts';
export { watchPostgres } from './watch-postgres.ts';
