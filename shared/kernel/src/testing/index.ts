export * from './event-of.ts';
export * from './given-when-then.ts';
export * from './lamp.ts';
export * from './small-note.ts';
