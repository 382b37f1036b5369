export { areNoFilters, filterCandidates, filterConditions, passedFilters, readFilters } from './note-filters.ts';
export { selectNotesById } from './note-row.ts';
export { registerNoteReads } from './routes.ts';
