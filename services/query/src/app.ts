import { registerNoteReads } from '@notes/features/notes/read';
import { registerTaskReads } from '@notes/features/tasks/read';
import { createLogAdmin } from '@notes/log';
import {
  createLogEnds,
  createProgressWatch,
  getStatusRoute,
  listenToProgress,
  selectPosition,
  showLag,
  showReadWaits,
  watchLog,
  watchPostgres,
  watchStandstill,
} from '@notes/reading';
import {
  buildText,
  createPool,
  defineService,
  logConfigOf,
  processSettings,
  type Resource,
  showPool,
} from '@notes/service';

const name = 'query';

/** Puts the query service together. */
export const queryService = defineService({
  name,
  title: 'Notes: reads',
  description:
    'Reads notes from the read model. An answer tells the position it was read at; a request may ask for one.',
  settings: processSettings.query,
  create(config, { logger, metrics, readiness }) {
    const pool = createPool(config, { logger, name, preferIndexes: true });
    // Connects when first asked, so that nothing waits for Kafka: no read needs it.
    readiness.note('kafka', 'not asked yet');
    const logAdmin = createLogAdmin(logConfigOf(config, `notes-${name}`), { logger });
    showPool(metrics, pool);
    const onWaited = showReadWaits(metrics, () => progress);
    const logWatch = watchLog({ pool, admin: logAdmin, readiness, logger });
    const progress = createProgressWatch(() => selectPosition(pool), { onWaited, epoch: logWatch.epoch });
    const logEnds = createLogEnds(logAdmin, (state) => readiness.note('kafka', state));
    const reads = {
      pool,
      progress,
      logEnds,
      build: buildText(config.NOTES_COMMIT),
    };
    const log: Resource = { name: 'log', start: async () => {}, stop: () => logAdmin.stop() };
    return {
      register(app) {
        registerNoteReads(app, reads);
        registerTaskReads(app, reads);
        getStatusRoute(app, reads);
        // A read that waits for the read model would delay the stop.
        app.addHook('preClose', async () => progress.stop());
      },
      resources: [
        watchPostgres(pool, { readiness, logger }),
        listenToProgress(config.DATABASE_URL, { name, logger, watch: progress, pool }),
        log,
        logWatch,
        watchStandstill({ pool, logEnds, readiness, lag: showLag(metrics) }),
      ],
    };
  },
});
