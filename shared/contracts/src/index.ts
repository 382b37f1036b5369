export * from './commands.ts';
export * from './events.ts';
export * from './frames.ts';
export * from './note.ts';
export * from './problems.ts';
export * from './text.ts';
export * from './topics.ts';
