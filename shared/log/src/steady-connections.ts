import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import RequestQueue, { type SocketRequest } from 'kafkajs/src/network/requestQueue/index.js';

/** How often a queue held up by other requests is looked at again, and how often requests under way are; kafkajs' own numbers. */
const checkIntervalMs = 10;
const timeoutCheckMs = 100;

const send = RequestQueue.prototype.sendSocketRequest;
let throttledMs = 0;

/** For how long brokers have told this process to hold back, by their quotas, since it began: in seconds, of all connections together. */
export const throttledSeconds = (): number => throttledMs / 1_000;

/** When a request was sent, on the clock of `performance.now`. */
const sentAt = new WeakMap<SocketRequest, number>();

/**
 * kafkajs 2.2.4 measures with the wall clock how long requests are under way and throttled. After a step back they would wait for
 * as long as the step, after a step forward all that are under way would fail. Here it is the clock of `performance.now`.
 */
Object.assign(RequestQueue.prototype, {
  sendSocketRequest(request) {
    sentAt.set(request, performance.now());
    send.call(this, request);
  },

  scheduleRequestTimeoutCheck() {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    const check = (): void => {
      const nowMs = performance.now();
      for (const request of this.inflight.values())
        if (nowMs - (sentAt.get(request) ?? nowMs) > request.requestTimeout) request.timeoutRequest();
      if (!this.isConnected()) this.destroy();
    };
    this.requestTimeoutIntervalId = setInterval(check, Math.min(this.requestTimeout, timeoutCheckMs));
  },

  maybeThrottle(throttleMs) {
    if (throttleMs == null || throttleMs <= 0) return;
    throttledMs += throttleMs;
    this.throttledUntil = Math.max(this.throttledUntil, performance.now() + throttleMs);
  },

  canSendSocketRequestImmediately() {
    const isFull = this.inflight.size >= (this.maxInFlightRequests ?? Number.POSITIVE_INFINITY);
    return !isFull && this.throttledUntil <= performance.now();
  },

  /**
   * kafkajs re-arms this timer with a delay in the past as long as a connection lives: about a thousand wake-ups a
   * second for each, and a warning on newer Nodes. It is needed only while requests wait for a throttled broker.
   */
  scheduleCheckPendingRequests() {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const waitMs = Math.max(checkIntervalMs, this.throttledUntil - performance.now());
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, waitMs);
  },
} satisfies Partial<RequestQueue> & ThisType<RequestQueue>);

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
