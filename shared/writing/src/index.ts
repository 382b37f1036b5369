export type { Outcome, WriteRequest } from './lanes/attempt.ts';
export type { PartitionEnd, Writer, Written } from './lanes/writer.ts';
export { createWriteSide, type WriteSide } from './write-side.ts';
