import type { Next } from '../position.ts';

export * from './event-of.ts';
export * from './given-when-then.ts';
export * from './lamp.ts';
export * from './small-note.ts';

/** For tests, which write offsets as numbers. */
export const nextAt = (offset: number): Next => offset as Next;
