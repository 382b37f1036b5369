import { createGroupConsumer, createLogAdmin } from '@notes/log';
import {
  createLogGate,
  createPool,
  createRedis,
  type Logger,
  logConfigOf,
  type Metrics,
  type Readiness,
  type Resource,
  showPool,
  type Tracer,
  watchTopic,
} from '@notes/service';
import { createApplyLoop } from './apply/apply-loop.ts';
import { createGroupReader } from './apply/group-reader.ts';
import { addCheckpoints, createHeldPartitions } from './checkpoints.ts';
import { logVoids } from './dead-letters/dead-letters.ts';
import { feedMessages, heartbeat } from './domain/feed-messages.ts';
import { familiesOf, type ReadModel } from './domain/projection.ts';
import { createFeedPublisher } from './feed/feed-publisher.ts';
import {
  projectorMetrics,
  recordApplied,
  recordAssigned,
  recordBuildStep,
  recordLags,
  recordRefolded,
  showHeld,
} from './metrics.ts';
import { buildLoop } from './rebuild/build-read-model.ts';
import { refoldLoop } from './refold/refold-loop.ts';
import { repeat } from './repeat.ts';
import { checkStart, watchServers } from './watch-servers.ts';

/** A build of a read model holds one while it waits for another, and the transactions must not wait for both. */
const fewestConnections = 3;

const heartbeatMs = 1000;
const watchMs = 1000;

type ProjectorConfig = Parameters<typeof createPool>[0] &
  Parameters<typeof createRedis>[0] &
  Parameters<typeof logConfigOf>[0] & { readonly DATABASE_POOL_MAX: number; readonly REDIS_PREFIX: string };

export type ProjectorPorts = {
  /** Of the process: what its connections and its consumer group are called. */
  readonly name: string;
  readonly readModel: ReadModel;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly tracer: Tracer | undefined;
};

/**
 * Puts together what applies the log to the read model, rebuilds it, folds frozen subjects again and publishes what was applied.
 * Returns its resources in the order of starting: it connects and reads when they are started.
 */
export function createProjector(config: ProjectorConfig, ports: ProjectorPorts): readonly Resource[] {
  const { name, readModel, logger, metrics, readiness, tracer } = ports;
  const measured = projectorMetrics(metrics);
  const { turned } = measured;
  const stopping = new AbortController();
  const { signal } = stopping;

  const max = Math.max(config.DATABASE_POOL_MAX, fewestConnections);
  const pool = createPool(config, { logger, name, max, preferIndexes: true, pipeline: true });
  showPool(metrics, pool);
  // Without Redis the gateways read the journal: readiness shows that, but everything is projected.
  const redis = createRedis(config, { logger, name, onState: (state) => readiness.note('redis', state) });
  const logConfig = logConfigOf(config, `notes-${name}`);
  const admin = createLogAdmin(logConfig, { logger });
  // Two topics on one cluster are two systems: their projectors must not share partitions with each other.
  const groupId = `notes.${name}.${config.NOTES_TOPIC}`;
  const createConsumer = () => createGroupConsumer(logConfig, { logger, groupId });

  const onPublished = measured.published;
  const onFailure = () => measured.publishFailures.inc();
  const prefix = config.REDIS_PREFIX;
  const publisher = createFeedPublisher({ redis, prefix, onFailure, onPublished, tracer });
  const held = createHeldPartitions();
  showHeld(metrics, held);
  const check = async () => {
    const result = await checkStart({ pool, admin });
    if (result.ok) await addCheckpoints(pool, result.identity.partitions);
    return result;
  };
  const gate = createLogGate({ check, readiness, logger, signal });
  const loop = createApplyLoop({
    ...{ readModel, pool, gate, readiness, logger, signal, tracer },
    onFailed: () => measured.failures.inc(),
    onApplied(epoch, { changes, checkpoints }, seconds, slices, traceparent) {
      publisher.publish(feedMessages(readModel, epoch, changes.journal), traceparent);
      held.move(checkpoints.values());
      recordApplied(measured, changes, slices, seconds);
      logVoids(logger, changes.voids);
    },
  });
  const reader = createGroupReader({
    ...{ createConsumer, pool, gate, loop, held, readiness, logger, stopping },
    families: familiesOf(readModel),
    onAssigned: (partitions) => recordAssigned(measured, partitions),
  });
  const watch = () =>
    watchServers({
      ...{ pool, admin, gate, readiness },
      held: () => held.checkpoints,
      onLag: (lags) => recordLags(measured, lags),
      onSteppedBack: reader.goBack,
    });
  const beat = () => {
    const { identity } = gate;
    if (identity !== undefined) publisher.publish(held.checkpoints.map((each) => heartbeat(identity.epoch, each)));
  };
  const refold = refoldLoop({
    ...{ readModel, pool, logger, signal },
    onRefolded: (result) => recordRefolded(measured, result),
    onCounted: (frozen) => measured.frozenNotes.set(frozen),
    onTurn: turned.refold,
  });
  const onStep = (...step: [number, number, number]) => recordBuildStep(measured, step);
  return [
    { name: 'postgres', start: async () => undefined, stop: () => pool.end() },
    { name: 'kafka', start: async () => undefined, stop: () => admin.stop() },
    { name: 'redis', start: async () => undefined, stop: async () => redis.disconnect() },
    repeat('watch', watchMs, watch, turned.watch),
    repeat('heartbeat', heartbeatMs, beat, turned.heartbeat),
    refold,
    buildLoop({ readModel, pool, logger, signal, onStep, onTurn: turned.builds }),
    watchTopic({ admin, log: () => gate.identity, readiness, logger, metrics }),
    reader,
  ];
}
