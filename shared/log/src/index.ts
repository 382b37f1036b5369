export { type Appender, createAppender } from './create-appender.ts';
export {
  createGroupConsumer,
  type GroupConsumer,
  type GroupHandlers,
} from './create-group-consumer.ts';
export { createLogAdmin, type LogAdmin } from './create-log-admin.ts';
export { createTail, type Tail } from './create-tail.ts';
export type { LogConfig, LogLogger } from './log-config.ts';
export { LogError, type LogErrorKind } from './log-error.ts';
export type { LogBatch, LogRecord } from './log-record.ts';
export { Outage } from './outage.ts';
export type { Refusal } from './refusal.ts';
export type { Refusals } from './refused-partitions.ts';
export { throttledSeconds } from './steady-connections.ts';
export type { Unread } from './tail-reading.ts';
export { settingsFor, type TopicFault } from './topic-settings.ts';
export { within } from './within.ts';
