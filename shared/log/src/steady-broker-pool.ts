import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';

const refresh = BrokerPool.prototype.refreshMetadata;
const refreshIfNecessary = BrokerPool.prototype.refreshMetadataIfNecessary;
/** Until when what is known of the cluster is good, on the clock of `performance.now`. */
const staleAt = new WeakMap<BrokerPool, number>();

BrokerPool.prototype.refreshMetadata = async function refreshSteadily(topics): Promise<void> {
  await refresh.call(this, topics);
  staleAt.set(this, performance.now() + this.metadataMaxAge);
};

/**
 * kafkajs 2.2.4 measures with the wall clock how old its metadata is: after a step back new partitions would be seen only when the step has passed.
 * So it is told whether it is too old: always, or never.
 */
BrokerPool.prototype.refreshMetadataIfNecessary = async function refreshWhenStale(topics): Promise<void> {
  const isStale = performance.now() >= (staleAt.get(this) ?? 0);
  this.metadataExpireAt = isStale ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  await refreshIfNecessary.call(this, topics);
};
