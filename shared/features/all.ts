// A line for each resource.

export { notes } from './notes/src/index.ts';
export { tasks } from './tasks/src/index.ts';
