export * from './events.ts';
export * from './fields.ts';
export * from './messages.ts';
export * from './query.ts';
export * from './sample.ts';
export * from './stats.ts';
