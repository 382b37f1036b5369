export * from './accept.ts';
export * from './chain.ts';
export * from './evolve.ts';
export * from './note-event.ts';
export * from './position.ts';
export * from './read-record.ts';
export * from './record-id.ts';
export * from './write-record.ts';
