export * from './bulk.ts';
export * from './events.ts';
export * from './messages.ts';
export * from './note.ts';
export * from './note-query.ts';
export * from './stats.ts';
