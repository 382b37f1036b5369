import { createGroupConsumer, createLogAdmin } from '@notes/log';
import {
  createLogGate,
  createPool,
  createRedis,
  defineService,
  logConfigOf,
  type Resource,
  watchTopic,
} from '@notes/service';
import { ProjectorConfig } from './config.ts';
import { feedMessages, heartbeat } from './domain/feed-messages.ts';
import { createStanding } from './domain/standing.ts';
import { createFeedPublisher } from './feed/feed-publisher.ts';
import { checkStart } from './log/check-start.ts';
import { logVoids } from './log/log-voids.ts';
import { buildLoop } from './loops/build-loop.ts';
import { followLog } from './loops/follow-log.ts';
import { createProjectionLoop } from './loops/projection-loop.ts';
import { refoldLoop } from './loops/refold-loop.ts';
import { repeat } from './loops/repeat.ts';
import { watchServers } from './loops/watch-servers.ts';
import { projectorMetrics, recordApplied, recordBuildStep, recordLags, recordRefolded } from './metrics.ts';
import { addCheckpoints } from './store/read-checkpoints.ts';

const name = 'projector';

/** A build of a read model holds one while it asks for another, and the transactions must not wait for both. */
const fewestConnections = 3;

const heartbeatMs = 1000;
const watchMs = 1000;

/** Puts the projector together. */
export const projectorService = defineService({
  name,
  title: 'Notes: projector',
  description: 'Health and metrics of the process that brings the log into the database.',
  settings: ProjectorConfig,
  create(config, { logger, metrics, readiness, tracer }) {
    const measured = projectorMetrics(metrics);
    const stopping = new AbortController();
    const { signal } = stopping;

    const max = Math.max(config.DATABASE_POOL_MAX, fewestConnections);
    const pool = createPool(config, { logger, name, max, byIndex: true, pipeline: true });
    // Without Redis the gateways read the journal: that is worth telling, but everything is projected.
    const redis = createRedis(config, { logger, name, onState: (state) => readiness.note('redis', state) });
    const admin = createLogAdmin(logConfigOf(config, `notes-${name}`), { logger });
    // Two topics on one cluster are two systems: their projectors must not share partitions with each other.
    const groupId = `notes.projector.${config.NOTES_TOPIC}`;
    const createConsumer = () => createGroupConsumer(logConfigOf(config, `notes-${name}`), { logger, groupId });

    const onFailure = () => measured.publishFailures.inc();
    const publisher = createFeedPublisher({ redis, prefix: config.REDIS_PREFIX, onFailure });
    const standing = createStanding();
    const check = async () => {
      const result = await checkStart({ pool, admin });
      if (result.ok) await addCheckpoints(pool, result.identity.partitions);
      return result;
    };
    const gate = createLogGate({ check, readiness, logger, signal });
    const loop = createProjectionLoop({
      ...{ pool, gate, readiness, logger, signal, tracer },
      onFailed: () => measured.failures.inc(),
      onApplied(epoch, { changes, checkpoints }, seconds) {
        publisher.publish(feedMessages(epoch, changes.journal));
        standing.move(checkpoints.values());
        recordApplied(measured, changes, seconds);
        logVoids(logger, changes.voids);
      },
    });
    const reading = followLog({ createConsumer, pool, gate, loop, standing, readiness, logger, stopping });
    const watch = () =>
      watchServers({
        ...{ pool, admin, gate, readiness },
        held: () => standing.held,
        onLag: (lags) => recordLags(measured, lags),
        onSteppedBack: reading.goBack,
      });
    const beat = () => {
      const { identity } = gate;
      if (identity !== undefined) publisher.publish(standing.held.map((held) => heartbeat(identity.epoch, held)));
    };
    const refold = refoldLoop({
      ...{ pool, logger, signal },
      onRefolded: (result) => recordRefolded(measured, result),
      onCounted: (frozen) => measured.frozenNotes.set(frozen),
    });
    const resources: Resource[] = [
      { name: 'postgres', start: async () => undefined, stop: () => pool.end() },
      { name: 'kafka', start: async () => undefined, stop: () => admin.stop() },
      { name: 'redis', start: async () => undefined, stop: async () => redis.disconnect() },
      repeat('watch', watchMs, watch),
      repeat('heartbeat', heartbeatMs, beat),
      refold,
      buildLoop({ pool, logger, signal, onStep: (...step) => recordBuildStep(measured, step) }),
      watchTopic({ admin, log: () => gate.identity, readiness, logger, metrics }),
      reading,
    ];
    return { resources };
  },
});
