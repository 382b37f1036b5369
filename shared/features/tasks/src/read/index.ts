import { type Reads, registerReads, statsRoute } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { taskStats } from './stats-source.ts';
import { readableTasks } from './task-source.ts';

/** All reads of tasks. */
export function registerTaskReads(app: HttpApp, parts: Omit<Reads, 'byId'>): void {
  statsRoute(app, taskStats, parts);
  registerReads(app, readableTasks, parts);
}

export { taskSource } from './task-source.ts';
