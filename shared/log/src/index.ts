export { createLogAdmin, type LogAdmin, type LogAdminOptions } from './admin/create-log-admin.ts';
export type { TopicFault } from './admin/topic-settings.ts';
export { type Appender, createAppender } from './append/create-appender.ts';
export {
  createGroupConsumer,
  type GroupConsumer,
  type GroupConsumerOptions,
  type GroupHandlers,
} from './group/group-consumer.ts';
export type { LogConfig, LogLogger } from './log-config.ts';
export { LogError, type LogErrorKind } from './log-error.ts';
export type { LogBatch, LogRecord } from './log-record.ts';
export { partitionOf } from './partition-of.ts';
export { probeBroker } from './probe-broker.ts';
export { createTail, type Tail, type TailHandlers, type TailOptions } from './read/tail.ts';
