import { type Reads, registerReads } from '@notes/reading';
import type { HttpApp } from '@notes/service';
import { getStatsRoute } from './get-stats.ts';
import { readableTasks } from './task-source.ts';

/** All reads of tasks. */
export function registerTaskReads(app: HttpApp, parts: Omit<Reads, 'byId'>): void {
  getStatsRoute(app, parts);
  registerReads(app, readableTasks, parts);
}

export { taskSource } from './task-source.ts';
