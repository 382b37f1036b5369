export * from './accept.ts';
export * from './aggregate.ts';
export * from './chain.ts';
export * from './command.ts';
export * from './event.ts';
export * from './fields.ts';
export * from './judge.ts';
export { endOfNested, itemTexts, memberText } from './member-text.ts';
export { partitionOf } from './partition-of.ts';
export * from './position.ts';
export {
  type LogOpened,
  type Reading,
  type RecordReader,
  readLogOpened,
  recordReader,
} from './read-record.ts';
export * from './record-id.ts';
export * from './row.ts';
export * from './stamp-event.ts';
export * from './write-record.ts';
