export * from './commands.ts';
export * from './events.ts';
export * from './messages.ts';
export * from './query.ts';
export * from './stats.ts';
export * from './task.ts';
