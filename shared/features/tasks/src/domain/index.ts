export * from './command.ts';
export type { TaskRefusal } from './decide.ts';
export { decide } from './decide.ts';
export { evolve, type KnownTaskEvent, type TaskState, toTask } from './evolve.ts';
export * from './task.ts';
