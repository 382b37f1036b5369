import type { HttpApp } from '@notes/service';
import { getNoteRoute } from './get-note-route.ts';
import { getStatsRoute } from './get-stats-route.ts';
import { getStatusRoute } from './get-status-route.ts';
import { listEventsRoute } from './list-events-route.ts';
import { listNotesRoute } from './list-notes-route.ts';
import type { Reads } from './reads.ts';

/** Every read there is. */
export function registerRoutes(app: HttpApp, reads: Reads): void {
  getNoteRoute(app, reads);
  listEventsRoute(app, reads);
  listNotesRoute(app, reads);
  getStatsRoute(app, reads);
  getStatusRoute(app, reads);
  // Whoever waits for the read model would hold up the end.
  app.addHook('preClose', async () => reads.progress.stop());
}
