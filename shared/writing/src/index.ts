export type { Outcome } from './lanes/attempt.ts';
export type { PartitionEnd, Writer, Written } from './lanes/writer.ts';
export { createWriteSide } from './write-side.ts';
