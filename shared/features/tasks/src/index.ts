/*
 * The tasks, from their events to their routes. What there is:
 *
 *   commands     createTask, replaceTask, updateTask, deleteTask, restoreTask,
 *                createTasks, deleteTasks                                           write/index.ts
 *   events       TaskCreated, TaskRevised, TaskDeleted, TaskRestored, Fenced          contract/events.ts
 *   decisions    what a command comes to, and what an event makes of a task           domain/decide.ts, evolve.ts
 *   projections  tasks, task_{totals,authors,types,assignees,days}                    project/
 *   queries      getTask, listTasks, listTaskEvents, getTaskStats                     read/
 */
export { task, taskRecords } from './domain/index.ts';
export { registerTaskReads } from './read/index.ts';
export { registerTaskWrites } from './write/index.ts';
