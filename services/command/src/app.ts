import { noteWrites } from '@notes/features/notes/write';
import { taskWrites } from '@notes/features/tasks/write';
import { type EventTable, recordReader } from '@notes/kernel';
import { claim } from '@notes/kernel/claims';
import { createLogAdmin } from '@notes/log';
import { createProgressWatch, selectPosition } from '@notes/reading';
import {
  checkLog,
  createLogGate,
  createPool,
  defineService,
  logConfigOf,
  processSettings,
  type Resource,
  showPool,
  watchTopic,
} from '@notes/service';
import { createWriteSide } from '@notes/writing';

const name = 'command';
/** What is written over HTTP. */
const features = [noteWrites, taskWrites];
/** What is written to the log, each kind by its own rules. */
const aggregates = [...features.map(({ aggregate }) => aggregate), claim];

/** Puts the command service together, by hand and in one place. */
export const commandService = defineService({
  name,
  title: 'Notes: writes',
  description: 'Creates, replaces and deletes notes. An answer is given only once the log has accepted the change.',
  settings: processSettings.command,
  create(config, { logger, metrics, readiness }) {
    const stopping = new AbortController();
    const { signal } = stopping;
    const pool = createPool(config, { logger, name, preferIndexes: true });
    showPool(metrics, pool);
    const log = logConfigOf(config, `notes-${name}`);
    const admin = createLogAdmin(log, { logger });
    const gate = createLogGate({ check: () => checkLog({ pool, admin }), readiness, logger, signal });
    const writeSide = createWriteSide(aggregates, recordReader<EventTable>(...aggregates), config, {
      pool,
      admin,
      log,
      gate,
      readiness,
      logger,
      metrics,
      signal,
    });
    const progress = createProgressWatch(() => selectPosition(pool), { epoch: () => writeSide.log()?.epoch });
    const connections: Resource = {
      name: 'connections',
      start: async () => {},
      async stop() {
        stopping.abort();
        await Promise.all([admin.stop(), pool.end()]);
      },
    };
    const topic = watchTopic({ admin, log: writeSide.log, readiness, logger, metrics });
    return {
      register(app) {
        for (const feature of features) feature.register(app, { writerOf: writeSide.writerOf, pool, progress });
      },
      resources: [connections, ...writeSide.resources, topic],
    };
  },
});
